import type { AuditRecord, JsonObject } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';
import { describe, expect, it } from 'vitest';
import { AuditKeys } from './audit-keys.ts';
import { AUDIT_COLUMNS, canonicalise } from './audit-record.ts';
import { checkRecord, type StoredRow } from './check-record.ts';
import { MAX_DETAILS_DEPTH } from './storable.ts';

const keys = AuditKeys.parse('a-secret-with-enough-entropy-in-it');

function record(overrides: Partial<AuditRecord> = {}): AuditRecord {
  return {
    action: 'update',
    actor_role: 'admin',
    details: { count: 3, rate: 0.1 },
    event_category: 'data_operation',
    event_type: 'setting_updated',
    id: '9007199254740993',
    ip_address: '2001:db8::1',
    key_id: keys.signingKeyId,
    partner_id: null,
    reason: null,
    request_id: null,
    resource_id: '1',
    resource_type: 'setting',
    resource_version: '2',
    service_account_id: null,
    session_id: null,
    status: 'success',
    tenant: null,
    timestamp: '2026-01-31T12:00:00.000001Z',
    user_agent: 'curl "8"',
    user_id: 'u1',
    ...overrides,
  };
}

function stored(value: AuditRecord, overrides: Partial<StoredRow> = {}): StoredRow {
  const canonical = canonicalise({ ...value });
  return {
    ...value,
    details: value.details && JSON.stringify(value.details),
    canonical,
    signature: keys.sign(canonical),
    ...overrides,
  };
}

describe('the bytes of a record', () => {
  it('are the canonical JSON of every column', () => {
    expect(canonicalise({ ...record() })).toBe(canonicalJson({ ...record() }));
    expect(AUDIT_COLUMNS).toEqual(Object.keys(record()).sort());
  });
});

describe('checking a row', () => {
  it('finds nothing wrong with what was written', () => {
    expect(checkRecord(stored(record()), keys)).toBeUndefined();
    expect(checkRecord(stored(record({ details: null })), keys)).toBeUndefined();
  });

  it('names details that are deeper than the stack, and a signature that is not there', () => {
    const deep = `{"count": ${'['.repeat(6000)}${']'.repeat(6000)}}`;
    expect(checkRecord(stored(record(), { details: deep }), keys)).toMatchObject({ detail: 'changed: details' });
    const without = { ...stored(record()), signature: null as unknown as string };
    expect(checkRecord(without, keys)).toMatchObject({ kind: 'MAC' });
  });

  it('reports a key that it does not hold', () => {
    const fault = checkRecord(stored(record(), { key_id: 'deadbeef' }), keys);
    expect(fault).toEqual({
      kind: 'UNKNOWN_KEY',
      subject: 'entry',
      id: '9007199254740993',
      detail: expect.stringContaining('deadbeef') as string,
    });
  });

  it.each([
    ['canonical', { canonical: canonicalise({ ...record({ status: 'denied' }) }) }],
    ['canonical, no longer JSON', { canonical: '{' }],
    ['signature', { signature: 'a'.repeat(64) }],
  ])('reports changed bytes: %s', (_what, overrides) => {
    expect(checkRecord(stored(record(), overrides), keys)).toEqual({
      kind: 'MAC',
      subject: 'entry',
      id: '9007199254740993',
      detail: expect.stringMatching(/\w \w/) as string,
    });
  });

  it.each(AUDIT_COLUMNS.filter((column) => column !== 'details' && column !== 'key_id'))(
    'names the changed column %s, whether it was replaced or emptied',
    (column) => {
      for (const value of ['changed', null]) {
        if (record()[column] === value) continue;
        const fault = checkRecord(stored(record(), { [column]: value }), keys);
        expect(fault).toMatchObject({ kind: 'COLUMN_MISMATCH', detail: `changed: ${column}` });
      }
    },
  );

  it.each([
    '{"count": 4, "rate": 0.1}',
    '{"count": 3}',
    null,
    '[]',
    '{"count": 3.00000000000000000001, "rate": 0.1}',
    '{"count": 3.0, "rate": 0.1}',
  ])('reports changed details: %s', (details) => {
    const fault = checkRecord(stored(record(), { details }), keys);
    expect(fault).toMatchObject({ kind: 'COLUMN_MISMATCH', detail: 'changed: details' });
  });

  it('tells the JSON value null from no details', () => {
    const fault = checkRecord(stored(record({ details: null }), { details: 'null' }), keys);
    expect(fault).toMatchObject({ kind: 'COLUMN_MISMATCH', detail: 'changed: details' });
  });

  it.each([
    [1e21, '1000000000000000000000'],
    [1.5e300, `15${'0'.repeat(299)}`],
    [-1.25e22, '-12500000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.5e-10, '-0.00000000015'],
    [12.5, '12.5'],
    [0, '0'],
    [-7, '-7'],
  ])('knows %d again as Postgres writes it', (value, written) => {
    const row = stored(record({ details: { value } }), { details: `{"value": ${written}}` });
    expect(checkRecord(row, keys)).toBeUndefined();
    for (const changed of [`${written}.0`, `${written}1`])
      expect(checkRecord({ ...row, details: `{"value": ${changed}}` }, keys)).toMatchObject({
        kind: 'COLUMN_MISMATCH',
      });
  });

  it('looks into details as deep as they may be, and no deeper', () => {
    const nested = (levels: number): JsonObject => (levels === 1 ? { value: null } : { deep: nested(levels - 1) });
    const genuine = (details: JsonObject) => checkRecord(stored(record({ details })), keys);
    expect(genuine(nested(MAX_DETAILS_DEPTH))).toBeUndefined();
    const tooDeep = nested(MAX_DETAILS_DEPTH + 1);
    expect(genuine(tooDeep)).toMatchObject({ detail: 'changed: details' });
    expect(genuine({ ...tooDeep, shallow: 1 })).toMatchObject({ detail: 'changed: details' });
  });

  it('names all columns that were changed, in their order', () => {
    const row = stored(record(), { user_id: 'u2', action: 'delete', details: null });
    expect(checkRecord(row, keys)).toMatchObject({ detail: 'changed: action, details, user_id' });
  });

  it('finds bytes that were genuinely signed over other columns', () => {
    const canonical = canonicalJson({ ...record(), more: 1 });
    const row = stored(record(), { canonical, signature: keys.sign(canonical) });
    expect(checkRecord(row, keys)).toEqual({
      kind: 'COLUMN_MISMATCH',
      subject: 'entry',
      id: '9007199254740993',
      detail: 'changed: the set of columns',
    });
  });

  it('takes digits inside texts for text', () => {
    expect(checkRecord(stored(record({ details: { 'v1.0': 'a "1.00" \\' } })), keys)).toBeUndefined();
  });
});
