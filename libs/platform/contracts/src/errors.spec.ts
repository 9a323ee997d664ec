import { describe, expect, it } from 'vitest';
import { failureCodeOf, GatehouseError } from './errors.ts';

describe('failureCodeOf', () => {
  it('names the code of a refusal, of the system or of Postgres', () => {
    expect(failureCodeOf(new GatehouseError('OVERLOADED', 'Try again.'))).toBe('OVERLOADED');
    expect(failureCodeOf(Object.assign(new Error('no space left'), { code: 'ENOSPC' }))).toBe('ENOSPC');
    expect(failureCodeOf(Object.assign(new Error('disk full'), { code: '53100' }))).toBe('53100');
  });

  it('looks for it along the causes, the outermost first', () => {
    const inner = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(failureCodeOf(new Error('no scanner', { cause: inner }))).toBe('ECONNREFUSED');
    const outer = new GatehouseError('DEPENDENCY_UNAVAILABLE', 'Try again.', { cause: inner });
    expect(failureCodeOf(outer)).toBe('DEPENDENCY_UNAVAILABLE');
  });

  it.each([
    ['an error without one', new Error('password: hunter2')],
    ['words in its place', Object.assign(new Error('x'), { code: 'password: hunter2' })],
    ['a number in its place', Object.assign(new Error('x'), { code: 7 })],
    ['what is no error', 'hunter2'],
    ['nothing', undefined],
  ])('says INTERNAL of %s, and nothing of its text', (_, error) => {
    expect(failureCodeOf(error)).toBe('INTERNAL');
  });
});
