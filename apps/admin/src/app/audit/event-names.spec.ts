import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, eventName } from './event-names.ts';

describe('an audit event in words', () => {
  it('has words of its own for every event', () => {
    const names = EVENT_TYPES.map(eventName);
    expect(new Set(names).size).toBe(EVENT_TYPES.length);
    for (const name of names) expect(name).not.toContain('_');
  });
});
