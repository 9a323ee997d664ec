import { describe, expect, it } from 'vitest';
import { leftOut } from './left-out.ts';

describe('what is left out of a file', () => {
  it.each([
    ['padding', 'Padding after the end (4.1 kB)'],
    ['picture', 'A second picture (4.1 kB)'],
    ['video', 'The moving part of the photo (4.1 kB)'],
    ['data', 'Data after the end (4.1 kB)'],
  ] as const)('is told: %s', (kind, words) => {
    expect(leftOut({ removed: [{ kind, bytes: 4096 }] }, 'en')).toBe(words);
  });

  it('is not mentioned when there is nothing', () => {
    expect(leftOut({ removed: [] }, 'en')).toBeUndefined();
  });
});
