import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Permission, type Principal, runInRequestContext } from '@gatehouse/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ENV_READERS } from '../../domain/transfer/env-readers.ts';
import { HARD_VALUES } from '../../domain/transfer/hard-values.fixture.ts';
import { readEnvFile } from '../../domain/transfer/read-env-file.ts';
import { readJsonFile } from '../../domain/transfer/read-json-file.ts';
import { readYamlFile } from '../../domain/transfer/read-yaml-file.ts';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
});
afterAll(() => fixture.close());
afterEach(() => fixture.trail.entries.splice(0));

const env = (text: string) => readEnvFile(text, 'dotenv');
const take = (text: string, category?: string, isRehearsal = false) =>
  fixture.import.execute(env(text), category, isRehearsal);
const revealed = async (key: string) => (await fixture.reveal.execute(key)).value.text;
const rows = async (table: string) =>
  (
    await fixture.db.owner.query<{ all: string }>(
      `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS all FROM ${table} AS t`,
    )
  ).rows;
const stored = async () => [await rows('secure_settings'), await rows('secure_settings_versions')];

describe('what was exported and is imported', () => {
  it.each([
    ...ENV_READERS.map((reader) => ['env', reader] as const),
    ['json', undefined] as const,
    ['yaml', undefined] as const,
  ])('as %s for %s has the same bytes, and was unchanged before', async (format, reader) => {
    const category = `of ${format} ${reader ?? ''}`.trim();
    const keys = HARD_VALUES.map((_, index) => `${format}_${reader ?? ''}_${index}`);
    for (const [index, value] of HARD_VALUES.entries())
      await fixture.create.execute(keys[index]!, content(value, { category }));
    const typed = { number: '1.50', boolean: 'true', json: '{"a" : [1.0, "\\u0041"]}' } as const;
    for (const [type, text] of Object.entries(typed) as ['number', string][])
      await fixture.create.execute(`${format}_${reader ?? ''}_${type}`, {
        ...content(1, { type, category }),
        value: { text, json: JSON.parse(text) as number },
      });
    const target = format === 'env' ? { format, reader: reader! } : { format };
    const { text, leftOut } = await fixture.export.execute(target, [category]);
    const read = () =>
      format === 'env' ? readEnvFile(text, reader!) : format === 'json' ? readJsonFile(text) : readYamlFile(text);
    const same = await fixture.import.execute(read(), undefined, false);
    expect(new Set(same.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
    expect(same).toHaveLength(HARD_VALUES.length + 3 - leftOut.length);

    await fixture.db.owner.query('UPDATE secure_settings SET deleted_at = now() WHERE category = $1', [category]);
    const made = await fixture.import.execute(read(), 'elsewhere', false);
    expect(new Set(made.map(({ outcome, version }) => `${outcome} ${version}`))).toEqual(new Set(['create 2']));
    const missing = new Set(leftOut.map(({ key }) => key));
    for (const [index, value] of HARD_VALUES.entries())
      if (!missing.has(keys[index]!)) expect(await revealed(keys[index]!)).toBe(value);
    for (const [type, source] of Object.entries(typed))
      expect(await revealed(`${format}_${reader ?? ''}_${type}`)).toBe(source);
  });
});

describe('an import', () => {
  it('creates, updates and leaves alone, with an entry for each change', async () => {
    await fixture.create.execute('IMP_PORT', content(25, { type: 'number', sensitive: false }));
    await fixture.create.execute('IMP_SAME', content('same'));
    fixture.trail.entries.splice(0);
    const done = await fixture.as('ada', () => take('IMP_PORT=587\nIMP_SAME=same\nIMP_NEW=${HOME}\n', 'new things'));
    expect(done.map(({ key, outcome, version, line }) => [key, outcome, version, line])).toEqual([
      ['IMP_PORT', 'update', 2, 1],
      ['IMP_SAME', 'unchanged', 1, 2],
      ['IMP_NEW', 'create', 1, 3],
    ]);
    expect(await revealed('IMP_NEW')).toBe('${HOME}');
    expect(await fixture.find.execute('IMP_PORT')).toMatchObject({
      type: 'number',
      updatedBy: 'ada',
      category: 'mail',
    });
    expect(await fixture.find.execute('IMP_NEW')).toMatchObject({
      category: 'new things',
      sensitive: true,
      type: 'string',
    });
    const { items } = await fixture.versions.execute('IMP_PORT', 10);
    expect(items.map(({ operation, changed, actor }) => [operation, changed, actor])).toEqual([
      ['update', ['value'], 'ada'],
      ['create', [], null],
    ]);
    expect(fixture.trail.entries.map(({ type, details }) => [type, details?.['key']])).toEqual([
      ['setting_updated', 'IMP_PORT'],
      ['setting_created', 'IMP_NEW'],
      ['setting_revealed', 'IMP_NEW'],
    ]);
  });

  it.each([
    ['a line that is none', 'GOOD=1\nbad line\n', [['/lines/2', 'must be KEY=value']]],
    ['a key twice', 'GOOD=1\nGOOD=2\n', [['/lines/2', 'has the key of line 1']]],
    ['a key twice in another case', 'GOOD=1\ngood=2\n', [['/lines/2', 'has the key of line 1']]],
    ['a key that no setting can have', 'GOOD=1\n-x=2\n', [['/lines/2', 'has a key that must be']]],
    ['a reserved key', 'GOOD=1\nimport=2\n', [['/lines/2', 'has a key that must not be one of']]],
    ['a key that differs in case', 'fussy_number=1\n', [['/lines/1', 'differs from the setting FUSSY_NUMBER']]],
    [
      'values that do not fit',
      'GOOD=1\nFUSSY_NUMBER=many\nFUSSY_URL=nowhere\n',
      [
        ['/lines/2', '(FUSSY_NUMBER) must be a number'],
        ['/lines/3', '(FUSSY_URL) must be a URL'],
      ],
    ],
  ])('with %s leaves everything as it was, and says where', async (_, text, expected) => {
    if (!(await fixture.settings.findSummary('FUSSY_URL'))) {
      await fixture.create.execute('FUSSY_NUMBER', content(1, { type: 'number' }));
      await fixture.create.execute('FUSSY_URL', content('https://a.example', { type: 'url' }));
    }
    const before = await stored();
    const error = await take(text, 'mail').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SETTING_VALUE_INVALID' });
    const fields = (error as { fields: { pointer: string; message: string }[] }).fields;
    expect(fields.map(({ pointer }) => pointer)).toEqual(expected.map(([pointer]) => pointer));
    for (const [index, [, message]] of expected.entries()) expect(fields[index]?.message).toContain(message);
    expect(JSON.stringify(fields)).not.toMatch(/many|nowhere|bad line/);
    expect(await stored()).toEqual(before);
  });

  it('of a new setting needs a category', async () => {
    await expect(take('NEVER_SEEN=1')).rejects.toMatchObject({ fields: [{ pointer: '/lines/1' }] });
  });

  it('writes nothing when an entry cannot be written', async () => {
    const before = await stored();
    fixture.trail.failNext();
    await expect(take('A_ONE=1\nA_TWO=2', 'mail')).rejects.toThrow('unavailable');
    expect(await stored()).toEqual(before);
  });

  it('of which there are eight at once ends as if they came one after another', async () => {
    const texts = Array.from({ length: 8 }, (_, index) => `R_A=${index}\nR_B=${index}\nR_C=${index}`);
    await take(texts[0]!, 'race');
    await Promise.all(
      texts.map((text, index) => take(index % 2 === 0 ? text : text.split('\n').reverse().join('\n'), 'race')),
    );
    const values = await Promise.all(['R_A', 'R_B', 'R_C'].map(revealed));
    expect(new Set(values).size).toBe(1);
    const { items } = await fixture.versions.execute('R_A', 100);
    expect(items.map(({ version }) => version)).toEqual(items.map((_, index) => items.length - index));
  });

  it('creates a key once, whoever else does', async () => {
    const made = await Promise.allSettled(Array.from({ length: 4 }, () => take('ONCE=1\nTWICE=2', 'race')));
    const lost = made.filter((one) => one.status === 'rejected').map((one) => (one.reason as { code: string }).code);
    expect(new Set(lost).size === 0 || new Set(lost)).toEqual(lost.length === 0 ? true : new Set(['SETTING_EXISTS']));
    expect((await fixture.versions.execute('ONCE', 10)).items).toHaveLength(1);
  });
});

describe('a dry run', () => {
  const as = (permissions: readonly Permission[], text: string) => {
    const principal: Principal = {
      kind: 'user',
      id: 'eve',
      role: 'admin',
      permissions: new Set(permissions),
      tokenId: 't',
    };
    return runInRequestContext({ requestId: 'r', principal }, () => take(text, 'mail', true));
  };

  it('changes and records nothing, and says what would change', async () => {
    await fixture.create.execute('DRY_PORT', content(25, { type: 'number', sensitive: false }));
    await fixture.create.execute('DRY_SECRET', content('hunter2'));
    fixture.trail.entries.splice(0);
    const before = await stored();
    const would = await as(['settings:write', 'settings:reveal'], 'DRY_PORT=26\nDRY_SECRET=hunter2\nDRY_NEW=x');
    expect(would.map(({ outcome, version, before: old }) => [outcome, version, old?.text])).toEqual([
      ['update', null, '25'],
      ['unchanged', null, 'hunter2'],
      ['create', null, undefined],
    ]);
    expect([await stored(), fixture.trail.types]).toEqual([before, []]);
  });

  it('is no way to guess a value that one may not reveal', async () => {
    const guesses = await as(['settings:write'], 'DRY_PORT=25\nDRY_SECRET=hunter2');
    expect(guesses.map(({ outcome }) => outcome)).toEqual(['unchanged', 'withheld']);
  });
});

describe('the largest file', () => {
  it('is taken in a few statements, and lets others have their turn', async () => {
    const text = Array.from({ length: 2000 }, (_, index) => `LARGE_${index}=value number ${index}`).join('\n');
    await take('WARM_UP=1', 'large');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const done = await take(text, 'large');
    delay.disable();
    expect(done).toHaveLength(2000);
    expect(delay.max / 1e6).toBeLessThan(150);
    expect(fixture.trail.entries.filter(({ type }) => type === 'setting_created')).toHaveLength(2001);
    await expect(take(`${text}\nONE_MORE=1`, 'large')).rejects.toMatchObject({
      fields: [{ pointer: '/lines/2001', message: expect.stringContaining('2000') as string }],
    });
  });
});
