import { describe, expect, it } from 'vitest';
import { formatWords, hidesRoutine, isQuoteOpen, parseWords, toQuery } from './audit-filter.ts';

describe('the filter of the audit log', () => {
  it('reads what is typed and writes it back', () => {
    const typed =
      'type:setting_revealed type:logout actor:user-1 kind:setting resource:r-1 ip:::1 request:q-1 session:s-1 smtp pass';
    const filter = {
      type: ['setting_revealed', 'logout'],
      actor: 'user-1',
      resourceType: 'setting',
      resource: 'r-1',
      ip: '::1',
      requestId: 'q-1',
      sessionId: 's-1',
      text: 'smtp pass',
    };
    expect(parseWords(typed)).toEqual(filter);
    expect(formatWords(filter)).toBe(typed);
  });

  it('takes names with spaces in quotes, and waits for the end of one', () => {
    const typed = 'actor:"Nightly Import" resource:"holiday "photo" 1.png" "smtp pass"';
    const filter = { actor: 'Nightly Import', resource: 'holiday "photo" 1.png', text: '"smtp pass"' };
    expect(parseWords(typed)).toEqual(filter);
    expect(formatWords(filter)).toBe(typed);
    expect(parseWords('resource:"holiday pho')).toEqual({ resource: 'holiday pho' });
    const open = ['resource:"holiday pho', 'x actor:"', 'resource:"a "b'];
    expect(open.map(isQuoteOpen)).toEqual([true, true, false]);
    expect([typed, '', 'it"s', 'actor:ada', '"smtp pa'].map(isQuoteOpen)).toEqual([false, false, false, false, false]);
  });

  it('hides routine unless somebody wants it, or asks for it', () => {
    expect([{}, { status: 'denied' }, { type: ['logout'] }, { routine: 'no' }].map(hidesRoutine)).not.toContain(false);
    const wanted = [{ routine: 'true' }, { type: ['logout', 'audit_read'] }, { requestId: 'q-1' }];
    expect(wanted.map(hidesRoutine)).not.toContain(true);
    expect(toQuery({ routine: 'true' })).toEqual({});
  });

  it('takes a bare UUID for a request, the name of an event for that event, and other words for words', () => {
    const id = '019a0c1e-7f00-7000-8000-00000000ada0';
    expect(parseWords(id)).toEqual({ requestId: id });
    expect(parseWords('auth_failure')).toEqual({ type: ['auth_failure'] });
    expect(parseWords('smtp_password  10:30 actor:')).toEqual({ text: 'smtp_password 10:30' });
    expect(parseWords(' ')).toEqual({});
  });

  it('asks the API in UTC and leaves out what makes no sense', () => {
    const local = '2026-01-31T12:00';
    expect(
      toQuery({ from: local, to: 'never', status: 'nonsense', category: 'security', text: '…', type: [] }),
    ).toEqual({
      from: new Date(local).toISOString(),
      category: 'security',
    });
    expect(toQuery({ type: ['logout'], text: 'a', ip: '::1' })).toEqual({ type: ['logout'], text: 'a', ip: '::1' });
  });
});
