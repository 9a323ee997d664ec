import { GatehouseError, type JsonValue } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './any-text.fixture.ts';
import { checkContent, checkProperties, faultsOfProperties, faultsOfValue } from './check-content.ts';
import { givenValue } from './given-value.ts';
import { normalForm } from './normal-form.ts';
import { LEAF } from './pem/pem.fixture.ts';
import { SETTING_TYPES, type SettingType } from './setting-type.ts';
import type { SettingConstraints, SettingContent, SettingProperties } from './setting.ts';
import { MAX_DESCRIPTION, MAX_ENUM, MAX_TAGS, MAX_VALUE_BYTES } from './text-rules.ts';

function content(type: SettingType, value: JsonValue, overrides: Partial<SettingContent> = {}): SettingContent {
  const plain = { category: 'mail', description: '', tags: [], constraints: {}, sensitive: true, expiresAt: null };
  return { ...plain, type, value: givenValue(type, value), ...overrides };
}
const kept = (type: SettingType, value: JsonValue, constraints: SettingConstraints = {}) =>
  checkContent(content(type, value, { constraints })).value;
const comparedAs = (type: SettingType, value: JsonValue) => {
  const form = normalForm(type, givenValue(type, value));
  return 'normal' in form ? form.normal : form.faults;
};

function faultsOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.code !== 'SETTING_VALUE_INVALID') throw error;
    // whatever is wrong is said in a sentence
    for (const { message } of error.fields)
      expect(message).toMatch(/^(?:Must|Does not|The stored value|PEM block \d) [^]*[^.]\.$/);
    return error.fields;
  }
  return [];
}
const pointersOf = (type: SettingType, value: JsonValue, overrides: Partial<SettingContent> = {}) =>
  faultsOf(() => checkContent(content(type, value, overrides))).map(({ pointer }) => pointer);

const anyUrl = fc.tuple(fc.domain(), anyText()).map(([host, path]) => `https://${host}/${path}`);
const PEM = LEAF;

describe('a value', () => {
  it.each<[SettingType, string]>([
    ['string', '  kept as it is '],
    ['string', ''],
    ['string', 'line\r\nends\rof\nall kinds'],
    ['email', ' Ada@Example.COM '],
    ['email', 'info@müller.example'],
    ['email', 'info@xn--mller-kva.example'],
    ['email', 'османов@почта.рф'],
    ['email', 'test@例え.テスト'],
    ['email', "o'brien+tag@sub.example.co.uk"],
    ['email', 'o’connor@example.com'], // autocorrect: mozilla/fxa-content-server#6718
    ['email', 'jon@example.photography'], // projectsend/projectsend#58
    ['email', 'shop☕@例子．公司'], // the full stop of a Japanese keyboard
    ['url', 'http://chainlink_adapter_1:8080'], // docker compose: smartcontractkit/chainlink#1699
    ['url', 'https://${HOST:-localhost}:8443/oauth2/callback'],
    ['url', 'https://login.example.com/common/v2.0?x=%E4&y=ü#/route'],
    ['url', 'https://login.example.com'],
    ['url', 'https://login.example.com/application/o/gate/'],
    ['url', 'https://api.example.com/users/{id}'],
    ['url', 'https://{tenant}.example.com:{port}/{+path}{?page,size}'],
    ['url', 'https://{{host}}/v1/items'],
    ['url', 'https://${HOST}:${PORT}/hook?token=${TOKEN}'],
    ['url', 'HTTPS://Example.com:443/a/../b?q=1'],
    ['url', 'https://müller.example/straße'],
    ['url', 'https://example.com/%7Euser?q=a%20b#top'],
    ['url', 'http://[::1]:8080'],
    ['url', 'http://localhost:{port}'],
    ['url', 'http://localhost:{{port}}?q=1'],
    ['url', 'http://localhost:${PORT}#top'],
  ])('of the type %s is kept as it was given: %j', (type, given) => {
    expect(kept(type, given).text).toBe(given);
  });

  it.each([
    ['with line ends of Windows', `\r\n${PEM.replaceAll('\n', '\r\n')}`],
    ['with attributes before it', `Bag Attributes\n    localKeyID: 01\n${PEM}`],
    ['with escaped line ends', PEM.replaceAll('\n', String.raw`\n`)],
  ])('of the type pem is kept as it was given, %s', (_what, given) => {
    expect(kept('pem', given).text).toBe(given);
  });

  it.each<[SettingType, string]>([
    ['number', '1.50'],
    ['number', '1e3'],
    ['number', '-0'],
    ['number', '0.10000000000000001'],
    ['boolean', 'false'],
    ['json', '{ "b":[1, null],\n  "a":"x" }'],
    ['json', '{"2":1,"1":0.10}'],
    ['json', String.raw`"caf\u00e9"`],
    ['json', 'null'],
  ])('of the type %s is kept as its JSON was written: %s', (type, source) => {
    const value = givenValue(type, JSON.parse(source) as JsonValue, source);
    expect(checkContent(content(type, null, { value })).value).toEqual({ text: source, json: JSON.parse(source) });
  });

  it('that could not be read is refused for that reason', () => {
    const value = { unreadable: 'must be JSON' };
    expect(faultsOf(() => checkContent({ ...content('json', 1), value }))).toEqual([
      { pointer: '/value', message: 'Must be JSON.' },
    ]);
  });

  it.each<[SettingType, JsonValue, JsonValue]>([
    ['string', ' a ', ' a '],
    ['email', ' Ada@Example.COM ', 'Ada@example.com'],
    ['url', ' HTTPS://Example.com:443/a/../b?q=1 ', 'https://example.com/b?q=1'],
    ['url', 'http://example.com/', 'http://example.com/'],
    ['email', 'info@MÜLLER.example', 'info@xn--mller-kva.example'],
    ['email', 'shop@例子．公司', 'shop@xn--fsqu00a.xn--55qx5d'],
    ['url', 'https://login.example.com', 'https://login.example.com/'],
    ['url', 'https://{tenant}.example.com', 'https://{tenant}.example.com/'],
    ['number', -0, 0],
    ['number', 1e300, 1e300],
  ])('of the type %s is compared in one form: %j', (type, given, normal) => {
    expect(comparedAs(type, given)).toEqual(normal);
  });

  it('of the type pem is compared in one form, block by block', () => {
    expect(comparedAs('pem', `\r\n${PEM.replaceAll('\n', '\r\n')}`)).toBe(PEM);
    expect(comparedAs('pem', PEM + PEM)).toBe(PEM + PEM);
  });

  it.each<[SettingType, JsonValue]>([
    ['string', 1],
    ['string', 'a\u0000b'],
    ['string', 'a\uD800'],
    ['email', 'no-at.example.com'],
    ['email', '@example.com'],
    ['email', 'a@'],
    ['email', 'a@müller'],
    ['email', 'a@example.com:25'],
    ['email', 'a@localhost'],
    ['email', 'a b@example.com'],
    ['email', 'a@-example.com'],
    ['email', 'a@example.com-'],
    ['email', '@'],
    ['email', 'example.com'],
    ['email', `${'a'.repeat(65)}@example.com`],
    ['email', 'a@exa mple.com'],
    ['email', 'a@mü..example'],
    ['email', 'a@example.com?subject=x'],
    ['email', 'a@b@example.com'],
    ['email', 'a\u00a0b@example.com'],
    ['email', '\u200bada@example.com'],
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
    ['url', 'https://{user}:{password}@example.com'],
    ['url', 'https://exam^ple.com'],
    ['url', '{base}/users'],
    ['url', 'https://example.com:port'],
    ['url', 'https://example.com:{port}{'],
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
    ['pem', ''],
  ])('is refused, and named by its field: %s %j', (type, raw) => {
    expect(pointersOf(type, raw)).toEqual(['/value']);
  });

  it.each([
    ['with another end', PEM.replace('END CERT', 'END X CERT')],
    ['that is not base64', PEM.replace('MII', 'not base64')],
    ['without its first line', PEM.replace(/\nMII.*/, '')],
  ])('is refused, and named by its field: a certificate %s', (_what, raw) => {
    expect(pointersOf('pem', raw)).toEqual(['/value']);
  });

  it.each([
    'Ada Lovelace <ada@example.com>',
    '<ada@example.com>',
    'mailto:ada@example.com',
    'see mailto:ada@example.com',
  ])('is refused with the one thing that is wrong: %s', (raw) => {
    expect(faultsOf(() => kept('email', raw))[0]?.message).toBe(
      'Must be the address alone, without a name, < > or mailto:.',
    );
  });

  it('may have so many bytes, not characters, and not one more', () => {
    const characters = MAX_VALUE_BYTES / 2;
    expect(kept('string', 'ä'.repeat(characters)).text).toHaveLength(characters);
    expect(pointersOf('string', 'ä'.repeat(characters + 1))).toEqual(['/value']);
    expect(pointersOf('json', ['x'.repeat(MAX_VALUE_BYTES)])).toEqual(['/value']);
  });

  it('may have 254 characters as an e-mail address, and not one more', () => {
    const longest = `a@${'b.'.repeat(122)}examples`;
    expect(kept('email', longest).text).toHaveLength(254);
    expect(pointersOf('email', `a${longest}`)).toEqual(['/value']);
  });

  it('is never quoted by a refusal', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SETTING_TYPES), fc.string({ minLength: 6 }), (type, text) => {
        const secret = `canary-${text}-canary`;
        for (const value of [secret, [secret], { [secret]: secret }]) {
          const faults = faultsOf(() => kept(type, value, { minLength: 500, enum: ['a', secret] }));
          expect(JSON.stringify(faults)).not.toContain('canary');
        }
      }),
    );
  });

  it('that is taken is kept to the letter, and its normal form has the same normal form', () => {
    const values = fc.oneof(anyText(), anyUrl, fc.emailAddress(), fc.jsonValue(), fc.double());
    fc.assert(
      fc.property(fc.constantFrom(...SETTING_TYPES), values, (type, value) => {
        const given = givenValue(type, value as JsonValue);
        const form = normalForm(type, given);
        if ('faults' in form) return;
        expect(checkContent(content(type, null, { value: given })).value).toEqual(given);
        expect(comparedAs(type, form.normal)).toEqual(form.normal);
      }),
      { numRuns: 500 },
    );
  });

  it('is checked in time, whatever it is', () => {
    for (const hostile of [
      '{'.repeat(65_000),
      `https://${'{'.repeat(20_000)}${'}'.repeat(20_000)}`,
      '@'.repeat(65_000),
    ])
      for (const type of SETTING_TYPES) {
        const started = process.threadCpuUsage();
        comparedAs(type, hostile);
        expect(process.threadCpuUsage(started).user / 1000, type).toBeLessThan(500);
      }
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
    ['email', 'info@müller.example', { enum: ['info@XN--MLLER-KVA.example'] }],
    ['url', 'https://login.example.com', { enum: ['https://a.example/', 'HTTPS://login.example.com/'] }],
  ])('let a fitting %s pass: %j %j', (type, value, constraints) => {
    expect(pointersOf(type, value, { constraints })).toEqual([]);
  });

  it('let a fitting pem pass', () => {
    expect(pointersOf('pem', PEM, { constraints: { minLength: 10 } })).toEqual([]);
    expect(pointersOf('pem', PEM.replaceAll('\n', '\r\n'), { constraints: { enum: [PEM] } })).toEqual([]);
  });

  it('may name as many values as their limit says, and not one more', () => {
    const numbers = Array.from({ length: MAX_ENUM + 1 }, (_, index) => index);
    expect(pointersOf('number', 1, { constraints: { enum: numbers.slice(0, -1) } })).toEqual([]);
    expect(pointersOf('number', 1, { constraints: { enum: numbers } })).toEqual(['/constraints/enum']);
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
    ['email', 'a@b.example', { enum: ['a@b.example', 'nobody'] }, ['/constraints/enum/1']],
  ])('are checked themselves: %s %j %j', (type, value, constraints, pointers) => {
    expect(pointersOf(type, value, { constraints })).toEqual(pointers);
  });
});

describe('properties', () => {
  it('are checked by field, all at once', () => {
    const overrides = { category: 'Mail/', description: 'a\u0000', tags: ['ok', '-no'] };
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

describe('properties that are changed without their value', () => {
  const before = content('number', 5, { constraints: { min: 1 } });
  const changed = (change: Partial<SettingProperties>, value = before.value) => {
    const { value: _value, ...properties } = before;
    return checkProperties(properties, { ...properties, ...change }, value);
  };

  it('are taken in the order and number that tags are kept in', () => {
    const { value: _value, ...properties } = before;
    const change = { description: 'the port', tags: ['b', 'a', 'b'], sensitive: false };
    expect(changed(change)).toEqual({ ...properties, ...change, tags: ['a', 'b'] });
    expect(changed({})).toEqual(properties);
  });

  it('are checked by field, all at once', () => {
    const change = { category: 'Mail/', tags: ['-no'], constraints: { minLength: 1 } };
    expect(faultsOf(() => changed(change)).map(({ pointer }) => pointer)).toEqual([
      ...['/category', '/tags/0', '/constraints/minLength'],
    ]);
  });

  it('name the constraints where the stored value does not fit into new ones', () => {
    expect(faultsOf(() => changed({ constraints: { min: 6 } }))).toEqual([
      { pointer: '/constraints', message: 'The stored value must be at least 6.' },
    ]);
    expect(faultsOf(() => changed({ constraints: { min: 5 } }))).toEqual([]);
    expect(faultsOf(() => changed({ constraints: { min: 9, max: 5 } }))).toEqual([
      { pointer: '/constraints/min', message: 'Must not exceed max.' },
      { pointer: '/constraints', message: 'The stored value must be at least 9.' },
    ]);
  });

  it('leave a value alone that older rules let in, as long as its constraints stay', () => {
    const old = givenValue('number', -1);
    expect(faultsOf(() => changed({ description: 'still here' }, old))).toEqual([]);
    expect(faultsOf(() => changed({ constraints: { min: 0 } }, old))).toHaveLength(1);
  });
});

describe('what is given in part', () => {
  it('is checked in that part', () => {
    expect(faultsOfProperties({})).toEqual([]);
    expect(faultsOfProperties({ category: undefined, description: undefined, tags: undefined })).toEqual([]);
    expect(faultsOfProperties({ category: '' }).map(({ pointer }) => pointer)).toEqual(['/category']);
  });

  it('may be constraints without a value', () => {
    expect(faultsOfValue('number', undefined, { min: 5 })).toEqual([]);
    expect(faultsOfValue('number', undefined, { min: 6, max: 5 })).toHaveLength(1);
    expect(faultsOfValue('number', givenValue('number', 4), { min: 5 })).toHaveLength(1);
  });
});

describe('categories and tags', () => {
  it.each(['mail', 'Mail', 'Billing and invoices', 'PCI DSS 4.0', 'a'])('may be %s', (label) => {
    expect(pointersOf('string', 'x', { category: label, tags: [label] })).toEqual([]);
  });
  it.each(['', ' mail', 'mail ', 'a/b', 'a\nb', 'a'.repeat(65)])('may not be %j', (label) => {
    expect(pointersOf('string', 'x', { category: label, tags: [label] })).toEqual(['/category', '/tags/0']);
  });
});
