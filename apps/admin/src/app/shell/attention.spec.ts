import { describe, expect, it } from 'vitest';
import { countText, needsOf } from './attention.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const total = (count: number, exact = true) => ({ count, exact });

describe('what needs somebody', () => {
  it('is nothing when there is nothing, and when nothing could be asked', () => {
    const none = {
      held: total(0),
      expired: total(0),
      expiring: total(0),
      verification: { status: 'success' },
    } as const;
    expect(needsOf(none, NOW)).toEqual([]);
    expect(needsOf({}, NOW)).toEqual([]);
  });

  it('begins with the worst', () => {
    const needs = needsOf(
      {
        held: total(2),
        expired: total(1),
        expiring: total(4),
        locked: total(1),
        infected: { ...total(9), newest: { createdAt: '2026-02-28T12:00:00Z' } },
        verification: { status: 'failure' },
      },
      NOW,
    );
    expect(needs.map(({ tone, text, total: one }) => [tone, text, one?.count])).toEqual([
      ['danger', 'Infected files, deleted; the last one this week', 9],
      ['danger', 'Settings that have expired', 1],
      ['danger', 'Locked users', 1],
      ['danger', 'The last verification of the audit log failed', undefined],
      ['warn', 'Suspicious files, held', 2],
      ['warn', 'Settings that expire within 14 days', 3],
    ]);
  });

  it('leads to the page with its filter', () => {
    const needs = needsOf({ scanFailed: total(1), expired: total(1), expiring: total(1) }, NOW);
    expect(needs.map(({ path, query }) => [path, query])).toEqual([
      ['/settings', { q: 'expires:<0d' }],
      ['/uploads', { status: 'scan_failed' }],
    ]);
  });

  it('lets go of what nobody can do away with', () => {
    const infected = (createdAt: string) => needsOf({ infected: { ...total(9), newest: { createdAt } } }, NOW);
    expect(infected('2026-02-22T12:00:01Z')).toHaveLength(1);
    expect(infected('2026-02-22T12:00:00Z')).toHaveLength(0);
    const alarm = (timestamp: string) => needsOf({ alarm: { type: 'refresh_reuse', timestamp } }, NOW);
    expect(alarm('2026-02-28T12:00:01Z')).toHaveLength(1);
    expect(alarm('2026-02-28T12:00:00Z')).toHaveLength(0);
  });

  it('says when there may be more than was counted', () => {
    expect([countText(total(1000, false), 'en'), countText(total(12), 'en')]).toEqual(['1,000+', '12']);
  });
});
