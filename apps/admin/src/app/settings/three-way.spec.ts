import type { SettingVersion } from '@gatehouse/api-client';
import { describe, expect, it } from 'vitest';
import { valueChangedSince } from './three-way.ts';

const version = (number: number, sameValueAs: number | null): SettingVersion => ({
  ...{ version: number, operation: 'update', actor: null, createdAt: '2026-01-03T00:00:00Z', type: 'string' },
  ...{
    category: 'mail',
    description: '',
    maskedValue: '',
    changed: [],
    sameValueAs,
    rolledBackTo: null,
    destroyedAt: null,
  },
});

describe('valueChangedSince', () => {
  it.each([
    ['one changed it', [version(4, null)], true],
    ['one changed something else', [version(4, 3)], false],
    ['it was changed and changed back', [version(5, 3), version(4, null)], false],
    ['it is an older one again', [version(5, 1), version(4, null)], true],
    ['it was changed, then something else', [version(5, 4), version(4, null)], true],
    ['two changed something else', [version(5, 4), version(4, 3)], false],
    ['nothing is known', [], true],
  ])('sees whether the value is another one: %s', (_what, versions, changed) => {
    expect(valueChangedSince(versions, 3)).toBe(changed);
  });
});
