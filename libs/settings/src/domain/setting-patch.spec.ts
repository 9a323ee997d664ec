import { describe, expect, it } from 'vitest';
import { patchProperties, type SettingPatch } from './setting-patch.ts';
import type { SettingProperties } from './setting.ts';

const current: SettingProperties = {
  ...{ category: 'mail', type: 'number', description: 'the port', tags: ['smtp'], sensitive: false },
  expiresAt: new Date('2026-03-01T00:00:00Z'),
  constraints: { min: 1, max: 65_535 },
};
const later = new Date('2027-03-01T00:00:00Z');

describe('a change of properties', () => {
  it('leaves what it does not name', () => {
    expect(patchProperties(current, {})).toEqual(current);
    const nothing = { category: undefined, description: undefined, tags: undefined, sensitive: undefined };
    expect(patchProperties(current, { ...nothing, expiresAt: undefined, constraints: undefined })).toEqual(current);
  });

  it.each<SettingPatch>([
    { category: 'web' },
    { description: 'another' },
    { description: '' },
    { tags: ['a', 'b'] },
    { tags: [] },
    { sensitive: true },
    { expiresAt: later },
  ])('takes what it names, and nothing else: %j', (patch) => {
    expect(patchProperties(current, patch)).toEqual({ ...current, ...patch });
  });

  it.each<[SettingPatch, Partial<SettingProperties>]>([
    [{ description: null }, { description: '' }],
    [{ tags: null }, { tags: [] }],
    // to hide a value is what a setting begins with
    [{ sensitive: null }, { sensitive: true }],
    [{ expiresAt: null }, { expiresAt: null }],
    [{ constraints: null }, { constraints: {} }],
  ])('brings the default back by null: %j', (patch, properties) => {
    expect(patchProperties(current, patch)).toEqual({ ...current, ...properties });
  });

  it.each<[NonNullable<SettingPatch['constraints']>, SettingProperties['constraints']]>([
    [{}, { min: 1, max: 65_535 }],
    [{ max: 99 }, { min: 1, max: 99 }],
    [{ min: 0 }, { min: 0, max: 65_535 }],
    [{ max: null }, { min: 1 }],
    [{ min: null, max: null, enum: [25, 587] }, { enum: [25, 587] }],
    [{ minLength: null }, { min: 1, max: 65_535 }],
  ])('changes constraints limit by limit: %j', (constraints, expected) => {
    expect(patchProperties(current, { constraints }).constraints).toEqual(expected);
  });

  it('never makes a setting sensitive or open by the way', () => {
    for (const sensitive of [true, false])
      expect(patchProperties({ ...current, sensitive }, { description: 'x' }).sensitive).toBe(sensitive);
  });
});
