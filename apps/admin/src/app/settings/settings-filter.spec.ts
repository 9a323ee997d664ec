import { describe, expect, it } from 'vitest';
import { faultOf, parseFilter, withQualifier } from './settings-filter.ts';

describe('the filter of settings', () => {
  it.each([
    ['', {}],
    ['smtp', { text: 'smtp' }],
    ['smtp host category:mail', { text: 'smtp host', category: ['mail'] }],
    ['type:url,number', { type: ['url', 'number'] }],
    [
      'smtp category:"Web shop",mail type:url host',
      { text: 'smtp host', category: ['Web shop', 'mail'], type: ['url'] },
    ],
    ['tag:prod tag:eu', { tag: ['prod', 'eu'] }],
    ['"two words"', { text: 'two words' }],
    ['"category:mail"', { text: 'category:mail' }],
    ['https://example.com', { text: 'https://example.com' }],
    ['category: type:ur', {}],
    ['expires:<14d', { expiringBefore: '2026-01-15T00:00:00.000Z' }],
    ['expires:2w', { expiringBefore: '2026-01-15T00:00:00.000Z' }],
    ['expires:<', {}],
  ])('reads %j', (typed, filter) => {
    expect(parseFilter(typed, Date.parse('2026-01-01T00:00:00Z'))).toEqual(filter);
  });

  it('takes a date as the beginning of that day where the reader is', () => {
    expect(parseFilter('expires:<2026-12-31').expiringBefore).toBe(new Date(2026, 11, 31).toISOString());
  });

  it.each([
    '',
    'smtp',
    'category:anything',
    'type:',
    'type:ur',
    'type:url',
    'expires:<1',
    'expires:<2026-1',
    '"color:red"',
  ])('finds nothing wrong with %j', (typed) => expect(faultOf(typed)).toBe(''));

  it.each([
    ['color:red', /no filter “color”/],
    ['type:url,nonsense', /the type “nonsense”/],
    ['expires:soon', /“soon” is no time/],
    ['expires:<2026-13-40', /“<2026-13-40” is no time/],
  ])('says what is wrong with %j', (typed, words) => expect(faultOf(typed)).toMatch(words));

  it('replaces an earlier qualifier of the same name', () => {
    expect(withQualifier('smtp category:mail', 'category', 'billing')).toBe('smtp category:billing');
    expect(withQualifier('', 'type', 'url')).toBe('type:url');
    expect(withQualifier('smtp category:"Web shop"', 'category', 'A b')).toBe('smtp category:"A b"');
  });
});
