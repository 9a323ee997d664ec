import { describe, expect, it } from 'vitest';
import { AUDIT_EVENTS } from '@gatehouse/api-client';
import { eventName } from './event-names.ts';

describe('an audit event in words', () => {
  it('has words of its own for every event', () => {
    const names = AUDIT_EVENTS.map(eventName);
    expect(new Set(names).size).toBe(AUDIT_EVENTS.length);
    for (const name of names) expect(name).not.toContain('_');
  });
});
