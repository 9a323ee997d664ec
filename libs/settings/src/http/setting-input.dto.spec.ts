import type { JsonValue } from '@gatehouse/contracts';
import { StrictValidationPipe } from '@gatehouse/http';
import { describe, expect, it } from 'vitest';
import { PatchSettingDto, toPatch } from './patch-setting.dto.ts';
import { ResolveSettingsDto } from './resolve-settings.dto.ts';
import { CreateSettingDto, RollBackSettingDto, SettingQueryDto, toContent } from './setting-input.dto.ts';
import { toDraft, ValidateSettingDto } from './validate-setting.dto.ts';

const pipe = new StrictValidationPipe();
const body = { key: 'mail.password', value: 'x', category: 'mail', type: 'string' };

async function accepted(input: object) {
  const dto = (await pipe.transform(input, { type: 'body', metatype: CreateSettingDto })) as CreateSettingDto;
  return toContent(dto);
}
const pointersOf = async (metatype: new () => object, input: object, type: 'body' | 'query' = 'body') => {
  try {
    await pipe.transform(input, { type, metatype });
    return [];
  } catch (error) {
    return (error as { fields: { pointer: string }[] }).fields.map(({ pointer }) => pointer);
  }
};

describe('the body of a setting', () => {
  it('becomes content with its defaults', async () => {
    expect(await accepted(body)).toEqual({
      category: 'mail',
      type: 'string',
      description: '',
      tags: [],
      constraints: {},
      sensitive: true,
      expiresAt: null,
      value: { text: 'x', json: 'x' },
    });
    const full = { description: 'd', tags: ['t'], constraints: { min: 0, max: null }, sensitive: false };
    expect(await accepted({ ...body, ...full, expiresAt: '2027-01-01T00:00:00+01:00' })).toMatchObject({
      ...full,
      constraints: { min: 0 },
      expiresAt: new Date('2026-12-31T23:00:00Z'),
    });
  });

  it('is the same whether a typed client leaves out what was never set, or sends null', async () => {
    const unset = { description: null, tags: null, constraints: null, sensitive: null, expiresAt: null };
    expect(await accepted({ ...body, ...unset, valueText: null })).toEqual(await accepted(body));
    expect(await accepted({ ...body, ...unset, value: null, valueText: 'x' })).toEqual(await accepted(body));
    const draft = {
      type: 'string',
      description: null,
      tags: null,
      constraints: null,
      key: null,
      category: null,
      value: null,
      valueText: 'x',
    };
    const dto = await pipe.transform(draft, { type: 'body', metatype: ValidateSettingDto });
    expect(toDraft(dto as ValidateSettingDto)).toEqual({
      ...{ type: 'string', constraints: {}, value: { text: 'x', json: 'x' } },
      ...{ key: undefined, category: undefined, description: undefined, tags: undefined },
    });
  });

  it.each<[JsonValue]>([
    [0],
    [false],
    [null],
    [''],
    [[]],
    [{}],
    [[1, { a: [null] }]],
    [{ constructor: 'x', length: 3, nested: { type: 'y' } }],
  ])('hands the value %j on as it came', async (value) => {
    expect((await accepted({ ...body, type: 'json', value })).value).toEqual({
      text: JSON.stringify(value),
      json: value,
    });
  });

  it('may hold its value as text', async () => {
    const { value: _value, ...others } = body;
    const given = async (type: string, valueText: string) => (await accepted({ ...others, type, valueText })).value;
    expect(await given('string', '"1"')).toEqual({ text: '"1"', json: '"1"' });
    expect(await given('number', '1.50')).toEqual({ text: '1.50', json: 1.5 });
    expect(await given('json', ' {"2":1, "1":2}\n')).toEqual({ text: ' {"2":1, "1":2}\n', json: { 1: 2, 2: 1 } });
    for (const [type, text, reason] of [
      ['json', '{"channel":175928847299117063}', 'more digits'],
      ['json', '{"limit":1e400}', 'larger than a double'],
      ['json', '{"a":1,"a":2}', 'appears twice'],
      ['json', '{a:1}', 'check quotes'],
      ['json', '[1,]', 'check quotes'],
      ['json', '['.repeat(40) + ']'.repeat(40), '32 levels'],
      ['number', '1,5', 'like 42 or 0.5'], // a German spreadsheet
      ['number', '0x10', 'like 42 or 0.5'],
      ['number', '007', 'like 42 or 0.5'],
      ['number', '.5', 'like 42 or 0.5'], // jq and bc
      ['number', 'NaN', 'like 42 or 0.5'], // json.dumps of Python
      ['boolean', 'yes', 'true or false'],
      ['boolean', 'True', 'true or false'], // str(True) of Python
      ['json', '\ufeff{}', 'byte order mark'], // a file of Windows PowerShell
      ['json', "{'a': True}", 'check quotes'], // repr() of Python
    ] as const)
      expect(await given(type, text)).toEqual({ unreadable: expect.stringContaining(reason) as string });
  });

  it('must not hold two values', async () => {
    await expect(accepted({ ...body, valueText: 'x' })).rejects.toMatchObject({ fields: [{ pointer: '/value' }] });
  });

  it('must hold a value', async () => {
    await expect(accepted({ key: 'a', category: 'mail', type: 'string' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ pointer: '/value' }],
    });
  });

  it.each<[string, object]>([
    ['/key', { key: 'a/b' }],
    ['/key', { key: 'Validate' }],
    ['/key', { key: 7 }],
    ['/category', { category: '' }],
    ['/type', { type: 'secret' }],
    ['/description', { description: 'a\u0000' }],
    ['/tags', { tags: 'a' }],
    ['/tags', { tags: ['good', 'Not/A Tag'] }],
    ['/constraints', { constraints: [] }],
    ['/constraints/minLength', { constraints: { minLength: -1 } }],
    ['/constraints/pattern', { constraints: { pattern: '(a+)+$' } }],
    ['/sensitive', { sensitive: 'yes' }],
    ['/expiresAt', { expiresAt: 'tomorrow' }],
    ['/expiresAt', { expiresAt: '2026-02-30T00:00:00Z' }],
    ['/surprise', { surprise: 1 }],
  ])('names %s when it is wrong: %j', async (pointer, change) => {
    expect(await pointersOf(CreateSettingDto, { ...body, ...change })).toEqual([pointer]);
  });

  it('names a description that is too long', async () => {
    expect(await pointersOf(CreateSettingDto, { ...body, description: 'x'.repeat(1001) })).toEqual(['/description']);
  });
});

describe('other requests', () => {
  it('offer the nearest key', async () => {
    const refused = pipe.transform({ ...body, key: 'app/db' }, { type: 'body', metatype: CreateSettingDto });
    await expect(refused).rejects.toMatchObject({
      fields: [{ pointer: '/key', message: expect.stringMatching(/^Key must not hold a slash.*app\.db\.$/) as string }],
    });
  });

  it('patch listed fields, and tell null from what is not named', async () => {
    const patched = async (input: object) =>
      toPatch((await pipe.transform(input, { type: 'body', metatype: PatchSettingDto })) as PatchSettingDto);
    expect(await patched({})).toEqual({});
    expect(await patched({ expiresAt: null, tags: null, description: null, constraints: { min: null } })).toEqual({
      expiresAt: null,
      tags: null,
      description: null,
      constraints: { min: null },
    });
    expect(await patched({ expiresAt: '2026-12-31T22:30Z' })).toEqual({ expiresAt: new Date('2026-12-31T22:30:00Z') });
    for (const [pointer, value] of [
      ['/category', null],
      ['/value', 'x'],
      ['/valueText', 'x'],
      ['/type', 'json'],
      ['/key', 'x'],
      ['/sensitive', 'no'],
    ] as const)
      expect(await pointersOf(PatchSettingDto, { [pointer.slice(1)]: value })).toEqual([pointer]);
  });

  it('ask about parts that may be wrong', async () => {
    expect(await pointersOf(ValidateSettingDto, { type: 'url', key: 'a/b', tags: ['/'], value: 'x' })).toEqual([]);
    expect(await pointersOf(ValidateSettingDto, { key: 7, surprise: 1 })).toEqual(
      expect.arrayContaining(['/surprise', '/key', '/type']),
    );
  });

  it('roll back whole, positive versions only', async () => {
    const good = { key: 'a', version: 1, expectedVersion: 2 };
    expect(await pointersOf(RollBackSettingDto, good)).toEqual([]);
    expect(await pointersOf(RollBackSettingDto, { ...good, version: 0, expectedVersion: 2 ** 31 })).toEqual([
      '/version',
      '/expectedVersion',
    ]);
  });

  it('list by known filters only', async () => {
    expect(await pointersOf(SettingQueryDto, { category: 'mail', limit: '10' }, 'query')).toEqual([]);
    const several = {
      category: ['mail', 'Web shop'],
      type: ['url'],
      tag: 'prod',
      expiringBefore: '2030-01-01T00:00:00Z',
    };
    expect(await pointersOf(SettingQueryDto, several, 'query')).toEqual([]);
    expect(
      await pointersOf(SettingQueryDto, { tag: Array(21).fill('a'), category: ['\n'], expiringBefore: '14d' }, 'query'),
    ).toEqual(expect.arrayContaining(['/tag', '/category', '/expiringBefore']));
    expect(await pointersOf(SettingQueryDto, { type: 'x', limit: '101', sort: 'a' }, 'query')).toEqual(
      expect.arrayContaining(['/sort', '/limit', '/type']),
    );
  });
});

describe('the keys that a service names', () => {
  const faultsOf = (keys: readonly unknown[]) => pointersOf(ResolveSettingsDto, { keys });

  it('are at least one, at most a hundred, and each once', async () => {
    const keys = Array.from({ length: 101 }, (_, index) => `key.${index}`);
    for (const good of [['a'], ['a', 'A'], keys.slice(1)]) expect(await faultsOf(good)).toEqual([]);
    for (const bad of [[], ['a', 'b', 'a'], ['a', 1], keys]) expect(await faultsOf(bad)).toEqual(['/keys']);
  });

  it('are refused in no time when they are as many as a body can hold', async () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `settings.of.some.service.${100_000 + index}`);
    const before = process.threadCpuUsage();
    expect(await faultsOf(keys)).toEqual(['/keys']);
    // time of this thread, so that nothing else on the machine counts
    expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(200);
  });
});
