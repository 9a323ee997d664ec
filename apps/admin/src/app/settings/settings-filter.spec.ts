import { describe, expect, it } from 'vitest';
import { parseFilter, withQualifier } from './settings-filter.ts';

describe('the filter of settings', () => {
  it.each([
    ['', {}],
    ['smtp', { text: 'smtp' }],
    ['smtp host category:mail', { text: 'smtp host', category: 'mail' }],
    ['type:url', { type: 'url' }],
    ['smtp category:"Web shop" type:url host', { text: 'smtp host', category: 'Web shop', type: 'url' }],
    ['"two words"', { text: '"two words"' }],
    ['type:nonsense category:', { text: 'type:nonsense category:' }],
  ])('reads %j', (typed, filter) => {
    expect(parseFilter(typed)).toEqual(filter);
  });

  it('replaces an earlier qualifier of the same name', () => {
    expect(withQualifier('smtp category:mail', 'category', 'billing')).toBe('smtp category:billing');
    expect(withQualifier('', 'type', 'url')).toBe('type:url');
    expect(withQualifier('smtp category:"Web shop"', 'category', 'A b')).toBe('smtp category:"A b"');
  });
});
