import type { SettingVersion } from '@gatehouse/api-client';
import { describe, expect, it } from 'vitest';
import { setting } from '../testing/fake-api.ts';
import { rollbackChanges } from './rollback-changes.ts';

function version(number: number, over: Partial<SettingVersion> = {}): SettingVersion {
  return {
    ...{ version: number, operation: 'update', actor: null, createdAt: '2026-01-03T00:00:00Z', type: 'string' },
    ...{ category: 'mail', description: 'For the mailer', maskedValue: '', changed: [], sameValueAs: number - 1 },
    ...{ rolledBackTo: null, destroyedAt: null, ...over },
  };
}

describe('what a rollback would change', () => {
  const now = setting({ version: 3 });
  const names = (versions: readonly SettingVersion[], target: SettingVersion) =>
    rollbackChanges(now, target, versions).map(({ name }) => name);

  it('names what differs, and nothing else', () => {
    const target = version(1, { description: 'Old words', sameValueAs: null });
    const versions = [version(3, { changed: ['tags'] }), version(2, { changed: ['description'] }), target];
    expect(rollbackChanges(now, target, versions)).toEqual([
      { name: 'Description', before: 'For the mailer', after: 'Old words' },
      { name: 'Tags', before: 'as now', after: 'as in v1' },
    ]);
  });

  it('names the value only if it is another one', () => {
    const target = version(1, { sameValueAs: null });
    expect(names([version(3), version(2, { changed: ['value'], sameValueAs: null }), target], target)).toEqual([
      'Value',
    ]);
    const back = version(3, { changed: ['value'], sameValueAs: 1 });
    expect(names([back, version(2, { changed: ['value'], sameValueAs: null }), target], target)).toEqual([]);
  });

  it('leaves nothing out where old versions do not tell what they changed', () => {
    const target = version(1, { sameValueAs: null });
    expect(names([version(3, { changed: null, sameValueAs: null }), target], target)).toEqual([
      ...['Value', 'Tags', 'Constraints', 'Sensitive', 'Expiry'],
    ]);
  });
});
