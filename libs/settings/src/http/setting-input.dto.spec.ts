import type { JsonValue } from '@gatehouse/contracts';
import { StrictValidationPipe } from '@gatehouse/http';
import { describe, expect, it } from 'vitest';
import { CreateSettingDto, RollBackSettingDto, SettingQueryDto, toContent } from './setting-input.dto.ts';

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
      value: 'x',
    });
    const full = { description: 'd', tags: ['t'], constraints: { min: 0, max: null }, sensitive: false };
    expect(await accepted({ ...body, ...full, expiresAt: '2027-01-01T00:00:00+01:00' })).toMatchObject({
      ...full,
      constraints: { min: 0 },
      expiresAt: new Date('2026-12-31T23:00:00Z'),
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
    expect((await accepted({ ...body, type: 'json', value })).value).toEqual(value);
  });

  it('must hold a value', async () => {
    await expect(accepted({ key: 'a', category: 'mail', type: 'string' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ pointer: '/value' }],
    });
  });

  it.each<[string, object]>([
    ['/key', { key: 'Upper' }],
    ['/key', { key: 7 }],
    ['/category', { category: '' }],
    ['/type', { type: 'secret' }],
    ['/description', { description: 'a\u0000' }],
    ['/description', { description: 'x'.repeat(1001) }],
    ['/tags', { tags: 'a' }],
    ['/tags', { tags: ['Not A Tag'] }],
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
});

describe('other requests', () => {
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
    expect(await pointersOf(SettingQueryDto, { type: 'x', limit: '101', sort: 'a' }, 'query')).toEqual(
      expect.arrayContaining(['/sort', '/limit', '/type']),
    );
  });
});
