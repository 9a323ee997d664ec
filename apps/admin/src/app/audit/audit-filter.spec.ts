import { describe, expect, it } from 'vitest';
import { formatWords, parseWords, toQuery } from './audit-filter.ts';

describe('the filter of the audit log', () => {
  it('reads what is typed and writes it back', () => {
    const typed = 'type:setting_revealed actor:user-1 request:request-1';
    expect(parseWords(typed)).toEqual({ type: 'setting_revealed', actor: 'user-1', requestId: 'request-1' });
    expect(formatWords(parseWords(typed))).toBe(typed);
  });

  it('takes a bare UUID for a request and a bare word for an event', () => {
    const id = '019a0c1e-7f00-7000-8000-00000000ada0';
    expect(parseWords(id)).toEqual({ requestId: id });
    expect(parseWords('auth_failure')).toEqual({ type: 'auth_failure' });
    expect(parseWords('actor:')).toEqual({});
  });

  it('asks the API in UTC and leaves out what makes no sense', () => {
    const local = '2026-01-31T12:00';
    expect(toQuery({ from: local, to: 'never', status: 'nonsense', category: 'security' })).toEqual({
      from: new Date(local).toISOString(),
      category: 'security',
    });
  });
});
