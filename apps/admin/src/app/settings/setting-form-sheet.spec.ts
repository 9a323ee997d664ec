import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { SettingVersion } from '@gatehouse/api-client';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ada, problem, setting, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { SettingFormSheet } from './setting-form-sheet.ts';
import { SettingUndo } from './setting-undo.ts';
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
    const field = (name: string) => page.querySelector<HTMLInputElement>(`[formcontrolname=${name}], [name=${name}]`)!;
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
        constraints: {},
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
    const endOfThatDay = new Date(2027, 0, 31, 23, 59, 59, 999);
    await expect.poll(() => api.bodies.at(-1)).toEqual({ expiresAt: endOfThatDay.toISOString() });
    expect(second.page.textContent).toMatch(/Until .*11:59:59/);
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

  it('keeps the value when a new one was typed and taken back', async () => {
    api.on(READ, { body: setting() });
    api.on(PATCH, { body: setting({ version: 3 }) });
    const { type, save } = await open('smtp.password');
    await type('value', 'second thoughts');
    await type('value', '');
    await type('description', 'New words');
    await save();
    await expect.poll(() => api.bodies.at(-1)).toEqual({ description: 'New words' });
    expect(api.count(WRITE) + api.count(REVEAL)).toBe(0);
  });

  it('sets limits, takes one away, and shows what is wrong with one', async () => {
    api.on(READ, { body: setting({ constraints: { minLength: 8, enum: ['a,b', 'c'] } }) });
    api.on(
      PATCH,
      problem(422, 'SETTING_VALUE_INVALID', { errors: [{ pointer: '/constraints/maxLength', message: 'too small' }] }),
    );
    const { page, field, type, save } = await open('smtp.password');
    expect(page.querySelector('details')?.open).toBe(true);
    expect(field('choices').value).toBe('a,b\nc');
    await type('minLength', '');
    await type('maxLength', '64');
    await save();
    await expect.poll(() => api.bodies.at(-1)).toEqual({ constraints: { minLength: null, maxLength: 64 } });
    await expect.poll(() => page.querySelector('mat-error')?.textContent).toContain('too small');
  });

  it('offers to take back what was saved, but not a save that changed nothing', async () => {
    const { offered } = TestBed.inject(SettingUndo);
    api.on(READ, { body: setting() });
    api.on(PATCH, { body: setting({ version: 3 }) });
    const first = await open('smtp.password');
    await first.type('description', 'New words');
    await first.save();
    await expect.poll(() => offered()).toMatchObject({ key: 'smtp.password', before: 2, after: 3 });
    api.on(PATCH, { body: setting() });
    const second = await open('smtp.password');
    await second.type('description', 'For the mailer ');
    await second.save();
    await expect.poll(() => offered()).toBeUndefined();
  });

  describe('when somebody else was first', () => {
    const theirs = (over: Partial<SettingVersion>): SettingVersion => ({
      ...{ version: 3, operation: 'update', actor: ada.id, createdAt: '2026-01-03T00:00:00Z', type: 'string' },
      ...{
        category: 'mail',
        description: '',
        maskedValue: '',
        changed: [],
        sameValueAs: 2,
        rolledBackTo: null,
        destroyedAt: null,
      },
      ...over,
    });

    async function lose(typed: Record<string, string>, now: Parameters<typeof setting>[0], version: SettingVersion) {
      api.on(READ, { body: setting() });
      const form = await open('smtp.password');
      for (const [name, text] of Object.entries(typed)) await form.type(name, text);
      for (const call of [WRITE, PATCH]) api.on(call, problem(412, 'VERSION_MISMATCH'));
      api.on(READ, { body: setting({ version: 3, ...now }) });
      api.on(VERSIONS, { body: { items: [version], nextCursor: null } });
      await form.save();
      await expect.poll(() => form.page.querySelector('gh-setting-conflict')).not.toBeNull();
      const written: (string | null)[] = [];
      for (const call of [WRITE, PATCH])
        api.on(call, (request) => {
          written.push(`${request.method} ${request.headers.get('if-match')}`);
          return { body: setting({ version: 4 }) };
        });
      const conflict = form.page.querySelector<HTMLElement>('gh-setting-conflict')!;
      const saveAnyway = async () => {
        conflict.querySelector<HTMLButtonElement>('button')!.click();
        await form.settle();
      };
      const choose = async (words: string) => {
        const side = [...conflict.querySelectorAll('label')].find((one) => one.textContent.includes(words));
        side?.querySelector('input')?.click();
        await form.settle();
      };
      return { ...form, conflict, written, saveAnyway, choose };
    }

    it('takes over what was not touched, and keeps what only the reader changed', async () => {
      const { conflict, field, written, saveAnyway } = await lose(
        { description: 'Mine' },
        { tags: ['prod', 'eu'], category: 'post' },
        theirs({ changed: ['tags', 'category'] }),
      );
      expect(conflict.textContent).toContain('Changed by you, in another window');
      expect(conflict.textContent).toContain('Category, Tags');
      expect(field('category').value).toBe('post');
      expect(conflict.querySelector('fieldset')).toBeNull();
      await saveAnyway();
      await expect.poll(() => written).toEqual(['PATCH "3"']);
      expect(api.bodies.at(-1)).toEqual({ description: 'Mine' });
    });

    it('saves nothing over a field that both changed before the reader has chosen', async () => {
      const { conflict, field, written, saveAnyway, choose } = await lose(
        { description: 'Mine', tags: 'mine' },
        { description: 'Theirs', tags: ['theirs'] },
        theirs({ changed: ['description', 'tags'] }),
      );
      await saveAnyway();
      expect(written).toEqual([]);
      await choose('Take theirs: Theirs');
      expect(field('description').value).toBe('Theirs');
      await saveAnyway();
      expect(written).toEqual([]);
      await choose('Keep mine: mine');
      expect(conflict.querySelector('button')?.disabled).toBe(false);
      await saveAnyway();
      await expect.poll(() => written).toEqual(['PATCH "3"']);
      expect(api.bodies.at(-1)).toEqual({ tags: ['mine'] });
    });

    it('asks about the value only if theirs is another one, and never shows either', async () => {
      const same = await lose(
        { value: 'mine-all-mine' },
        { description: 'Theirs' },
        theirs({ changed: ['description'] }),
      );
      expect(same.conflict.querySelector('fieldset')).toBeNull();
      const other = await lose({ value: 'mine-all-mine' }, {}, theirs({ changed: ['value'], sameValueAs: null }));
      expect(other.conflict.querySelector('legend')?.textContent).toBe('Value');
      expect(other.conflict.textContent).not.toContain('mine-all-mine');
      await other.choose('Keep mine');
      expect(other.field('value').value).toBe('mine-all-mine');
      await other.saveAnyway();
      await expect.poll(() => other.written).toEqual(['PUT "3"']);
    });
  });
});
