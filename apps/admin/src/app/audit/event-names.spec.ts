import { describe, expect, it } from 'vitest';
import { AUDIT_EVENTS } from '@gatehouse/api-client';
import { entryOutcome, eventName } from './event-names.ts';

describe('an audit event in words', () => {
  it('has words of its own for every event', () => {
    const names = AUDIT_EVENTS.map(eventName);
    expect(new Set(names).size).toBe(AUDIT_EVENTS.length);
    for (const name of names) expect(name).not.toContain('_');
  });
});

describe('how an entry ended', () => {
  it('is what a scan found, and its failure only where it failed', () => {
    const ends = (['file_infected', 'file_suspicious', 'file_scan_failed', 'auth_failure'] as const).map(
      (type) => entryOutcome({ type, status: 'failure' }).name,
    );
    expect(ends).toEqual(['Malware found', 'Held', 'Failure', 'Failure']);
    expect(entryOutcome({ type: 'file_clean', status: 'success' }).tone).toBe('ok');
  });
});
