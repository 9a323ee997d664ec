import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, problem, setting, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { SettingFormSheet } from './setting-form-sheet.ts';
import { SettingsStore } from './settings-store.ts';

const READ = 'GET /api/secure-settings/smtp.password';
const WRITE = 'PUT /api/secure-settings/smtp.password';
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
    const save = async () => {
      page.querySelector('form')?.dispatchEvent(new Event('submit'));
      await fixture.whenStable();
    };
    return { page, field, type, save, sheet: fixture.componentInstance, settle: () => fixture.whenStable() };
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
        value: 'correct-horse',
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
    await type('key', 'Not A Key');
    await save();
    expect(api.count('POST /api/secure-settings')).toBe(0);
    expect(page.textContent).toContain('small letters');
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
    expect(api.bodies.at(-1)).toMatchObject({ value: 'new-value-1', constraints: { minLength: 8 } });
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
