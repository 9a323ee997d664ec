import { GatehouseError, type JsonValue } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkContent } from './check-content.ts';
import { SETTING_TYPES, type SettingConstraints, type SettingContent, type SettingType } from './setting.ts';
import { MAX_DESCRIPTION, MAX_ENUM, MAX_TAGS, MAX_VALUE_BYTES } from './text-rules.ts';

function content(type: SettingType, value: JsonValue, overrides: Partial<SettingContent> = {}): SettingContent {
  const plain = { category: 'mail', description: '', tags: [], constraints: {}, sensitive: true, expiresAt: null };
  return { ...plain, type, value, ...overrides };
}
const stored = (type: SettingType, value: JsonValue, constraints: SettingConstraints = {}) =>
  checkContent(content(type, value, { constraints })).value;

function faultsOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.code !== 'SETTING_VALUE_INVALID') throw error;
    // whatever is wrong is said in a sentence
    for (const { message } of error.fields) expect(message).toMatch(/^(?:Must|Does not) [^]*[^.]\.$/);
    return error.fields;
  }
  return [];
}
const pointersOf = (type: SettingType, value: JsonValue, overrides: Partial<SettingContent> = {}) =>
  faultsOf(() => checkContent(content(type, value, overrides))).map(({ pointer }) => pointer);

const codePoint = fc.oneof(fc.integer({ max: 0x7f, min: 0 }), fc.integer({ max: 0x10ffff, min: 0 }));
const anyText = fc.string({ unit: codePoint.map((point) => String.fromCodePoint(point)) });
const anyUrl = fc.tuple(fc.domain(), anyText).map(([host, path]) => `https://${host}/${path}`);
const PEM = '-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n';

describe('a value', () => {
  it.each<[SettingType, JsonValue, JsonValue]>([
    ['string', '  kept as it is ', '  kept as it is '],
    ['string', '', ''],
    ['email', ' Ada@Example.COM ', 'Ada@example.com'],
    ['url', ' HTTPS://Example.com:443/a/../b?q=1 ', 'https://example.com/b?q=1'],
    ['url', 'http://example.com/', 'http://example.com/'],
    ['number', -0, 0],
    ['number', 1e300, 1e300],
    ['boolean', false, false],
    ['json', { b: [1, null], a: 'x' }, { b: [1, null], a: 'x' }],
    ['json', null, null],
    ['pem', `\r\n${PEM.replaceAll('\n', '\r\n')}`, PEM],
    ['pem', PEM + PEM, PEM + PEM],
  ])('of the type %s is stored in one form: %j', (type, raw, expected) => {
    expect(stored(type, raw)).toEqual(expected);
  });

  it.each<[SettingType, JsonValue]>([
    ['string', 1],
    ['string', 'a\u0000b'],
    ['string', 'a\uD800'],
    ['email', 'no-at.example.com'],
    ['email', '@example.com'],
    ['email', 'a@localhost'],
    ['email', 'a b@example.com'],
    ['email', 'a@-example.com'],
    ['email', 'a@example.com-'],
    ['email', '@'],
    ['email', 'example.com'],
    ['email', `${'a'.repeat(65)}@example.com`],
    ['url', 'ftp://example.com'],
    ['url', 'javascript:alert(1)'],
    ['url', 'https:example.com'],
    ['url', 'https://user:pw@example.com'],
    ['url', 'https://user@example.com'],
    ['url', 'https://:pw@example.com'],
    ['url', 'ftp://example.com/https://example.com'],
    ['url', ''],
    ['url', 'https://exa\tmple.com'],
    ['url', 'https:\\\\example.com'],
    ['url', '/relative'],
    ['number', '1'],
    ['number', Number.NaN],
    ['number', Number.POSITIVE_INFINITY],
    ['boolean', 'true'],
    ['boolean', 0],
    ['json', { key: 'a\u0000' }],
    ['json', { good: 'a', bad: ['a\u0000'] }],
    ['json', [1, Number.NaN]],
    ['json', { 'k\uDC00': 1 }],
    ['pem', 'AQID'],
    ['pem', `secret before ${PEM}`],
    ['pem', PEM.replace('END PUBLIC', 'END PRIVATE')],
    ['pem', PEM.replace('AQID', 'not base64')],
    ['pem', PEM.replace('AQID', 'AQ')],
    ['pem', ''],
  ])('is refused, and named by its field: %s %j', (type, raw) => {
    expect(pointersOf(type, raw)).toEqual(['/value']);
  });

  it('may have so many bytes, not characters, and not one more', () => {
    const characters = MAX_VALUE_BYTES / 2;
    expect(stored('string', 'ä'.repeat(characters))).toHaveLength(characters);
    expect(pointersOf('string', 'ä'.repeat(characters + 1))).toEqual(['/value']);
    expect(pointersOf('json', ['x'.repeat(MAX_VALUE_BYTES)])).toEqual(['/value']);
  });

  it('may have 254 characters as an e-mail address, and not one more', () => {
    const longest = `a@${'b.'.repeat(122)}examples`;
    expect(stored('email', longest)).toHaveLength(254);
    expect(pointersOf('email', `a${longest}`)).toEqual(['/value']);
  });

  it('is never quoted by a refusal', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SETTING_TYPES), fc.string({ minLength: 6 }), (type, text) => {
        const secret = `canary-${text}-canary`;
        for (const value of [secret, [secret], { [secret]: secret }]) {
          const faults = faultsOf(() => stored(type, value, { minLength: 500, enum: ['a', secret] }));
          expect(JSON.stringify(faults)).not.toContain('canary');
        }
      }),
    );
  });

  it('stays the same when it is stored again', () => {
    const values = fc.oneof(anyText, anyUrl, fc.emailAddress(), fc.jsonValue(), fc.double());
    fc.assert(
      fc.property(fc.constantFrom(...SETTING_TYPES), values, (type, value) => {
        let once: JsonValue;
        try {
          once = stored(type, value as JsonValue);
        } catch (error) {
          expect(error).toBeInstanceOf(GatehouseError);
          return;
        }
        expect(stored(type, once)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('constraints', () => {
  it.each<[SettingType, JsonValue, SettingConstraints]>([
    ['string', 'abc', { minLength: 3, maxLength: 3 }],
    ['string', '😀😀', { maxLength: 2 }],
    ['number', 5, { min: 5, max: 5 }],
    ['number', 2, { enum: [1, 2] }],
    ['email', 'A@EXAMPLE.com', { enum: ['A@example.com'] }],
    ['url', 'https://example.com/', { minLength: 20, maxLength: 20 }],
    ['pem', PEM, { minLength: 10 }],
    ['number', 1, { enum: Array.from({ length: MAX_ENUM }, (_, index) => index) }],
  ])('let a fitting %s pass: %j %j', (type, value, constraints) => {
    expect(pointersOf(type, value, { constraints })).toEqual([]);
  });

  it.each<[SettingType, JsonValue, SettingConstraints]>([
    ['string', 'ab', { minLength: 3 }],
    ['string', 'abcd', { maxLength: 3 }],
    ['number', 4.99, { min: 5 }],
    ['number', 6, { max: 5 }],
    ['string', '2', { enum: ['1'] }],
  ])('refuse a %s that does not fit: %j %j', (type, value, constraints) => {
    expect(pointersOf(type, value, { constraints })).toEqual(['/value']);
  });

  it.each<[SettingType, JsonValue, SettingConstraints, string[]]>([
    ['number', 5, { minLength: 1 }, ['/constraints/minLength']],
    ['string', 'a', { max: 1 }, ['/constraints/max']],
    ['string', '0', { min: 1 }, ['/constraints/min']],
    ['boolean', true, { enum: ['true'] }, ['/constraints/enum', '/value']],
    ['string', 'abc', { minLength: 4, maxLength: 3 }, ['/constraints/minLength', '/value']],
    ['number', 5, { min: 6, max: 5 }, ['/constraints/min', '/value']],
    ['number', 5, { enum: [5, 'five'] }, ['/constraints/enum/1']],
    ['email', 'a@b.example', { enum: ['a@b.example', 'A@B.EXAMPLE'] }, ['/constraints/enum/1']],
    ['number', 1, { enum: Array.from({ length: MAX_ENUM + 1 }, (_, index) => index) }, ['/constraints/enum']],
  ])('are checked themselves: %s %j %j', (type, value, constraints, pointers) => {
    expect(pointersOf(type, value, { constraints })).toEqual(pointers);
  });

  it('tell a choice of the wrong type from one in the wrong form', () => {
    const faults = faultsOf(() => stored('email', 'a@b.example', { enum: ['a@b.example', 'A@B.EXAMPLE', 'nobody'] }));
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/constraints/enum/1', '/constraints/enum/2']);
    expect(new Set(faults.map(({ message }) => message)).size).toBe(2);
  });
});

describe('properties', () => {
  it('are checked by field, all at once', () => {
    const overrides = { category: 'Mail', description: 'a\u0000', tags: ['ok', '-no'] };
    expect(pointersOf('number', 'x', overrides)).toEqual(['/category', '/description', '/tags/1', '/value']);
  });

  it('may be as many and as long as their limits, and no more', () => {
    const tags = Array.from({ length: MAX_TAGS + 1 }, (_, index) => `t${index}`);
    expect(pointersOf('string', 'x', { tags: tags.slice(1), description: 'x'.repeat(MAX_DESCRIPTION) })).toEqual([]);
    expect(pointersOf('string', 'x', { tags })).toEqual(['/tags']);
    expect(pointersOf('string', 'x', { description: 'x'.repeat(MAX_DESCRIPTION + 1) })).toEqual(['/description']);
  });

  it('hold every tag once, in order', () => {
    expect(checkContent(content('string', 'x', { tags: ['b', 'a', 'b'] })).tags).toEqual(['a', 'b']);
  });
});
