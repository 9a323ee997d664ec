import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, problem, setting, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { SettingFormSheet } from './setting-form-sheet.ts';
import { SettingsStore } from './settings-store.ts';

const READ = 'GET /api/secure-settings/smtp.password';
const WRITE = 'PUT /api/secure-settings/smtp.password';
const PATCH = 'PATCH /api/secure-settings/smtp.password';
const REVEAL = 'POST /api/secure-settings/smtp.password/reveal';
const VALIDATE = 'POST /api/secure-settings/validate';
const VERSIONS = 'GET /api/secure-settings/smtp.password/versions';

describe('SettingFormSheet', () => {
  let api: FakeApi;

  beforeEach(async () => {
    api = useFakeApi();
    TestBed.configureTestingModule({ providers: [SettingsStore] });
    await signInAs(api);
    vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    api.on('GET /api/secure-settings', { body: { items: [], nextCursor: null } });
  });

  async function open(key?: string) {
    const fixture = TestBed.createComponent(SettingFormSheet);
    if (key !== undefined) fixture.componentRef.setInput('key', key);
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    await expect.poll(() => page.querySelector('form')).not.toBeNull();
    const field = (name: string) => page.querySelector<HTMLInputElement>(`[formcontrolname=${name}]`)!;
    const type = async (name: string, text: string) => {
      field(name).value = text;
      field(name).dispatchEvent(new Event('input'));
      await fixture.whenStable();
    };
    /** As a person does who goes on to the next field. */
    const leave = async (name: string) => {
      field(name).dispatchEvent(new Event('change'));
      await fixture.whenStable();
    };
    const save = async () => {
      page.querySelector('form')?.dispatchEvent(new Event('submit'));
      await fixture.whenStable();
    };
    return { page, field, type, leave, save, sheet: fixture.componentInstance, settle: () => fixture.whenStable() };
  }

  it('creates what was typed', async () => {
    api.on('POST /api/secure-settings', { status: 201, body: setting({ version: 1 }) });
    const { type, save, sheet } = await open();
    await type('key', 'smtp.password');
    await type('category', 'mail');
    await type('value', 'correct-horse');
    await type('tags', 'prod, mail, prod');
    expect(sheet.hasUnsavedChanges()).toBe(true);
    await save();
    await expect
      .poll(() => api.bodies.at(-1))
      .toEqual({
        key: 'smtp.password',
        valueText: 'correct-horse',
        category: 'mail',
        type: 'string',
        description: '',
        tags: ['prod', 'mail'],
        sensitive: true,
        expiresAt: null,
      });
    await expect.poll(() => sheet.hasUnsavedChanges()).toBe(false);
  });

  it('sends nothing while a rule is broken', async () => {
    const { page, type, save } = await open();
    await type('key', 'a.key');
    await save();
    expect(api.count('POST /api/secure-settings')).toBe(0);
    expect(page.textContent).toContain('Fill this in');
  });

  it('has the API judge what is typed, and shows its words until that is changed', async () => {
    api.on(VALIDATE, {
      body: { valid: false, errors: [{ pointer: '/key', message: 'Must not hold a slash; the nearest is app.db.' }] },
    });
    const { page, type, leave } = await open();
    await type('value', '{"channel":175928847299117063}');
    await type('key', 'app/db');
    await leave('key');
    await expect.poll(() => page.querySelector('mat-error')?.textContent).toContain('the nearest is app.db');
    expect(api.bodies.at(-1)).toEqual({
      ...{ type: 'string', key: 'app/db', valueText: '{"channel":175928847299117063}', tags: [] },
    });
    await type('key', 'app.db');
    expect(page.querySelector('mat-error')?.textContent ?? '').not.toContain('nearest');
  });

  it.each(['{"channel":175928847299117063,"limit":1e400}', '{"a":1,"a":2}', '{ "2":1.50,\t"1":[] }', '{broken'])(
    'hands JSON on as it was typed: %s',
    async (text) => {
      api.on('POST /api/secure-settings', { status: 201, body: setting({ version: 1 }) });
      const { type, save, sheet } = await open();
      await type('key', 'a.key');
      await type('category', 'mail');
      sheet['form'].controls.type.setValue('json');
      await type('value', text);
      await save();
      await expect.poll(() => api.bodies.at(-1)).toMatchObject({ type: 'json', valueText: text });
    },
  );

  it('changes a description without the value, and sends nothing that was not touched', async () => {
    api.on(READ, { body: setting({ expiresAt: '2026-12-31T22:30:00.123Z' }) });
    let ifMatch: string | null = null;
    api.on(PATCH, (request) => {
      ifMatch = request.headers.get('if-match');
      return { body: setting({ version: 3 }) };
    });
    const { field, type, save } = await open('smtp.password');
    expect(field('expiresOn').value).toBe('2026-12-31');
    await type('description', ' New words ');
    await save();
    await expect.poll(() => ifMatch).toBe('"2"');
    expect(api.bodies.at(-1)).toEqual({ description: ' New words ' });
    expect(api.count(WRITE)).toBe(0);
  });

  it('keeps the moment of expiry also beside a new value, and a date that was chosen is that day', async () => {
    api.on(READ, { body: setting({ expiresAt: '2026-12-31T22:30:00.123Z' }) });
    api.on(WRITE, { body: setting({ version: 3 }) });
    const first = await open('smtp.password');
    await first.type('value', 'next');
    await first.save();
    await expect.poll(() => api.bodies.at(-1)).toMatchObject({ expiresAt: '2026-12-31T22:30:00.123Z' });
    api.on(PATCH, { body: setting({ version: 3 }) });
    const second = await open('smtp.password');
    await second.type('expiresOn', '2027-01-31');
    await second.save();
    await expect.poll(() => api.bodies.at(-1)).toEqual({ expiresAt: '2027-01-31T00:00:00Z' });
  });

  it('gives an edited value the line ends that it was filled with', async () => {
    api.on(READ, { body: setting() });
    api.on(WRITE, { body: setting({ version: 3 }) });
    api.on(REVEAL, {
      body: { key: 'smtp.password', version: 2, type: 'string', value: 'a\r\nb', valueText: 'a\r\nb' },
    });
    const { page, field, type, save } = await open('smtp.password');
    [...page.querySelectorAll('button')].find((one) => one.textContent.includes('Fill in'))?.click();
    await expect.poll(() => field('value').value).toBe('a\nb');
    await type('value', 'a\nb\nc');
    await save();
    await expect.poll(() => api.bodies.at(-1)).toMatchObject({ valueText: 'a\r\nb\r\nc' });
  });

  it('puts the faults that the API found beside their fields', async () => {
    api.on(
      'POST /api/secure-settings',
      problem(422, 'SETTING_VALUE_INVALID', {
        errors: [{ pointer: '/value', message: 'too short for its constraint' }],
      }),
    );
    const { page, type, save } = await open();
    await type('key', 'smtp.password');
    await type('category', 'mail');
    await type('value', 'x');
    await save();
    await expect.poll(() => page.querySelector('mat-error')?.textContent).toContain('too short for its constraint');
  });

  it('says "only if unchanged" and passes on what the form does not show', async () => {
    let ifMatch: string | null = null;
    api.on(READ, { body: setting() });
    api.on(WRITE, (request) => {
      ifMatch = request.headers.get('if-match');
      return { body: setting({ version: 3 }) };
    });
    const { type, save, field } = await open('smtp.password');
    expect(field('category').value).toBe('mail');
    expect(field('value').value).toBe('');
    await type('value', 'new-value-1');
    await save();
    await expect.poll(() => ifMatch).toBe('"2"');
    expect(api.bodies.at(-1)).toMatchObject({ valueText: 'new-value-1', constraints: { minLength: 8 } });
  });

  it('keeps what was typed when somebody else was first, tells who, and saves over on demand', async () => {
    api.on(READ, { body: setting() });
    const { page, type, save, field, settle } = await open('smtp.password');
    await type('value', 'mine-all-mine');
    await type('description', 'My words');
    api.on(WRITE, problem(412, 'VERSION_MISMATCH'));
    api.on(READ, { body: setting({ version: 5, description: 'Their words' }) });
    const version = {
      version: 5,
      operation: 'update',
      actor: ada.id,
      createdAt: '2026-01-03T00:00:00Z',
      type: 'string',
      category: 'mail',
      description: '',
      maskedValue: '',
      changed: ['description'],
      sameValueAs: null,
      rolledBackTo: null,
    };
    api.on(VERSIONS, { body: { items: [version], nextCursor: null } });
    await save();
    await expect
      .poll(() => page.querySelector('gh-setting-conflict')?.textContent)
      .toContain('Changed by you, in another window');
    expect(page.querySelector('gh-setting-conflict')?.textContent).toContain('Their words');
    expect(field('value').value).toBe('mine-all-mine');

    let ifMatch: string | null = null;
    api.on(WRITE, (request) => {
      ifMatch = request.headers.get('if-match');
      return { body: setting({ version: 6 }) };
    });
    page.querySelector<HTMLButtonElement>('gh-setting-conflict button')?.click();
    await settle();
    await expect.poll(() => ifMatch).toBe('"5"');
  });
});
