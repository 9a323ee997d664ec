import { describe, expect, it } from 'vitest';
import {
  bindingOf,
  changedProperties,
  propertiesOf,
  settingExists,
  type SettingProperties,
  versionMismatch,
} from './setting.ts';
import { RESERVED_KEYS, SETTING_KEY } from './setting-key.ts';
import { LABEL } from './text-rules.ts';

const properties = (overrides: Partial<SettingProperties> = {}): SettingProperties => ({
  category: 'mail',
  type: 'string',
  description: '',
  tags: ['a'],
  constraints: { minLength: 1, maxLength: 9 },
  sensitive: true,
  expiresAt: new Date('2026-03-01T00:00:00Z'),
  ...overrides,
});

describe('the binding of a sealed value', () => {
  it('differs for another setting, version, type, and from what is no setting', () => {
    const place = { id: 'a', key: 'mail.host', version: 1, type: 'string' } as const;
    const others = [
      { ...place, id: 'b' },
      { ...place, version: 2 },
      { ...place, type: 'pem' as const },
    ];
    const spellings = [place, ...others].map((one) => JSON.stringify(bindingOf(one)));
    expect(new Set(spellings).size).toBe(4);
    expect(bindingOf(place)).toMatchObject({ purpose: 'setting' });
  });
});

describe('the properties of a setting', () => {
  it('are all that its user decides, and nothing of its value', () => {
    const stored = { ...properties(), keyId: 'k1', sealedValue: 'secret' };
    expect(propertiesOf(stored)).toEqual(properties());
  });
});

describe('what changed between two versions', () => {
  it('is nothing when only the order of names differs, as it does after a round through jsonb', () => {
    const stored = properties({ constraints: { maxLength: 9, minLength: 1 }, expiresAt: new Date('2026-03-01') });
    expect(changedProperties(properties(), stored)).toEqual([]);
  });

  it.each<Partial<SettingProperties>>([
    { category: 'web' },
    { type: 'pem' },
    { description: 'x' },
    { tags: ['a', 'b'] },
    { constraints: {} },
    { sensitive: false },
    { expiresAt: null },
    { expiresAt: new Date('2026-03-02') },
  ])('is named: %j', (change) => {
    expect(changedProperties(properties(), properties(change))).toEqual(Object.keys(change));
  });
});

describe('a change that came too late', () => {
  it('is told by the code that asks to read again', () => {
    expect(versionMismatch()).toMatchObject({ code: 'VERSION_MISMATCH' });
  });
});

describe('a reserved key', () => {
  it('is the last part of an address beside the settings', () => {
    expect(RESERVED_KEYS).toContain('rollback');
  });
  it('could otherwise be the key of a setting', () => {
    expect(RESERVED_KEYS.filter((key) => !SETTING_KEY.test(key))).toEqual([]);
  });
});

describe('a label', () => {
  it.each(['a', 'A', 'a b', 'a-b_c.d', '0', 'a'.repeat(64)])('may be %s', (label) => {
    expect(LABEL.test(label)).toBe(true);
  });
  it.each(['', '-a', 'a-', ' a', 'a ', 'a/b', 'a'.repeat(65), 'a\n'])('may not be %j', (label) => {
    expect(LABEL.test(label)).toBe(false);
  });
});

describe('a key that is taken', () => {
  it('is named, and told of at the field that holds it', () => {
    const message = 'The setting Mail.From already exists. Update it instead.';
    expect(settingExists('Mail.From')).toMatchObject({
      code: 'SETTING_EXISTS',
      message,
      fields: [{ pointer: '/key', message }],
    });
  });
});
