import { describe, expect, it } from 'vitest';
import { AuditKeys } from './audit-keys.ts';
import type { DroppedMonthRecord } from './audit-months.ts';
import { readDroppedMonth } from './dropped-month-record.ts';

const keys = AuditKeys.parse('a-secret-with-enough-entropy-in-it');
const details = { month: '2026-01', entries: 2, firstLeaf: 7, lastLeaf: 9, leaves: 'ab' };
const entry = { event_type: 'audit_month_dropped', status: 'success', resource_id: '2026-01', details };

function record(signed: object = {}, overrides: Partial<DroppedMonthRecord> = {}): DroppedMonthRecord {
  const canonical = JSON.stringify({ ...entry, ...signed });
  return { month: '2026-01', canonical, key_id: keys.signingKeyId, signature: keys.sign(canonical), ...overrides };
}

describe('the record of a dropped month', () => {
  it('says what the month held', () => {
    expect(readDroppedMonth(record(), keys)).toEqual(details);
  });

  it.each<[string, DroppedMonthRecord]>([
    ['of a key that is not ours', record({}, { key_id: '00' })],
    ['with another signature', record({}, { signature: 'ab'.repeat(32) })],
    ['with other bytes', record({}, { canonical: '{}' })],
    ['of another event', record({ event_type: 'audit_verified' })],
    ['of an attempt that failed', record({ status: 'failure' })],
    ['of another resource', record({ resource_id: '2026-02' })],
    ['of no resource', record({ resource_id: null })],
    ['with the details of another month', record({ details: { ...details, month: '2026-02' } })],
    ['without details', record({ details: null })],
    ['put to another month', record({}, { month: '2026-02' })],
  ])('%s says nothing', (_, forged) => {
    expect(readDroppedMonth(forged, keys)).toBeUndefined();
  });
});
