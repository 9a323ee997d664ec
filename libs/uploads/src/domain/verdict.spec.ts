import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERDICTS } from './upload-state.ts';
import { worstFinding } from './verdict.ts';

const finding = fc.record({ scanner: fc.string(), verdict: fc.constantFrom(...VERDICTS) });

describe('worstFinding', () => {
  it('lets one infected outweigh any number of others', () => {
    fc.assert(
      fc.property(fc.array(finding), fc.nat(), (others, place) => {
        const infected = { scanner: 'one', verdict: 'infected' as const };
        const all = others.toSpliced(place % (others.length + 1), 0, infected);
        expect(worstFinding(all).verdict).toBe('infected');
      }),
    );
  });

  it('is clean only when every scanner said so', () => {
    fc.assert(
      fc.property(fc.array(finding, { minLength: 1 }), (all) => {
        expect(worstFinding(all).verdict === 'clean').toBe(all.every(({ verdict }) => verdict === 'clean'));
      }),
    );
  });

  it('is the first of equals', () => {
    const findings = ['one', 'two', 'three'].map((scanner) => ({ scanner, verdict: 'suspicious' as const }));
    expect(worstFinding([{ scanner: 'zero', verdict: 'clean' }, ...findings]).scanner).toBe('one');
  });

  it('calls a file unscannable that nobody looked at', () => {
    expect(worstFinding([])).toEqual({
      scanner: 'none',
      verdict: 'unscannable',
      detail: expect.stringMatching(/\w \w/) as string,
    });
  });
});
