import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '@gatehouse/api-client';
import { byRequest } from './by-request.ts';

const entry = (id: string, requestId: string | null, second: number) =>
  ({ id, requestId, timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString() }) as AuditEntry;

const shown = (entries: readonly AuditEntry[]) =>
  byRequest(entries).map(({ entry: { id }, follows }) => (follows ? `+${id}` : id));

describe('the entries of one request', () => {
  it('stand together under the newest of them, in their order', () => {
    const entries = [
      entry('5', 'a', 9),
      entry('4', 'b', 9),
      entry('3', 'a', 8),
      entry('2', 'a', 8),
      entry('1', 'b', 7),
    ];
    expect(shown(entries)).toEqual(['5', '+3', '+2', '4', '+1']);
  });

  it('stay where their time puts them when it is long after', () => {
    expect(shown([entry('3', 'a', 50), entry('2', 'b', 30), entry('1', 'a', 20), entry('0', 'a', 19)])).toEqual([
      '3',
      '2',
      '1',
      '+0',
    ]);
  });

  it('are only those with a request', () => {
    expect(shown([entry('2', null, 2), entry('1', null, 1)])).toEqual(['2', '1']);
  });
});
