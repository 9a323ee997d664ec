import { describe, expect, it } from 'vitest';
import { planCategoryRollback, type SettingInTime } from './category-rollback.ts';
import type { SettingProperties, SettingSummary } from './setting.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const properties: SettingProperties = {
  ...{ category: 'mail', type: 'string', description: '', tags: [], constraints: {}, sensitive: true, expiresAt: null },
};

function inTime(now: Partial<SettingSummary>, then: Partial<SettingInTime['then']> | null, isSameValue = false) {
  const times = { createdAt: NOW, updatedAt: NOW, updatedBy: null, deletedAt: null };
  const summary = { ...properties, ...times, id: 'id', key: 'key', version: 3, ...now };
  return {
    now: summary,
    then: then && { ...properties, version: 1, isDestroyed: false, ...then },
    isSameValue,
  } satisfies SettingInTime;
}

describe('the plan of a rollback', () => {
  it.each<readonly [string, SettingInTime, string | undefined]>([
    ['an older version', inTime({}, {}), 'roll_back'],
    ['the same version', inTime({ version: 1 }, {}), undefined],
    ['the same content in another version', inTime({}, {}, true), undefined],
    ['the same value with another description', inTime({}, { description: 'old' }, true), 'roll_back'],
    ['one that was deleted since', inTime({ deletedAt: NOW }, {}, true), 'bring_back'],
    ['one that came since', inTime({}, null), 'remove'],
    ['one that came and went since', inTime({ deletedAt: NOW }, null), undefined],
    ['one that left the category since', inTime({ category: 'web' }, {}), 'roll_back'],
    ['one that joined the category since', inTime({}, { category: 'web' }), 'roll_back'],
    ['one that joined it and was deleted since', inTime({ deletedAt: NOW }, { category: 'web' }), undefined],
    ['one of elsewhere', inTime({ category: 'web' }, { category: 'web' }), undefined],
    ['a value that has expired', inTime({}, { expiresAt: NOW }), 'keep_expired'],
    ['a deleted value that has expired', inTime({ deletedAt: NOW }, { expiresAt: NOW }), 'keep_expired'],
    ['a value that was destroyed', inTime({}, { isDestroyed: true }), 'keep_destroyed'],
    ['a value that expires later', inTime({}, { expiresAt: new Date(NOW.getTime() + 1) }), 'roll_back'],
  ])('for %s', (_, setting, action) => {
    expect(planCategoryRollback('mail', [setting], NOW).map((step) => step.action)).toEqual(action ? [action] : []);
  });

  it('is in the order of keys', () => {
    const steps = planCategoryRollback(
      'mail',
      ['b', 'C', 'a'].map((key) => inTime({ key }, {})),
      NOW,
    );
    expect(steps.map(({ setting }) => setting.key)).toEqual(['C', 'a', 'b']);
  });
});
