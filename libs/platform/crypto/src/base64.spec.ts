import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64Url, encodePaddedBase64Url } from './base64.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));

describe('base64url', () => {
  it.each([
    ['AQI', 'refused', true],
    ['AQI=', 'refused', false],
    ['AQI', 'required', false],
    ['AQI=', 'required', true],
    ['AQI', 'optional', true],
    ['AQI=', 'optional', true],
    ['AQI==', 'optional', false],
    ['AQID', 'required', true],
    ['AQID', 'refused', true],
    // unused bits, white space, the other alphabet, and what is no base64 at all
    ['AQJ', 'optional', false],
    ['AQ I', 'optional', false],
    ['+/8', 'refused', false],
    ['-_8', 'refused', true],
    ['A', 'optional', false],
    ['%', 'optional', false],
    ['', 'required', true],
  ] as const)('reads %j, padding %s: %s', (text, padding, accepted) => {
    expect(decodeBase64Url(text, padding) !== undefined).toBe(accepted);
  });

  it('has one spelling with padding and one without, and both give the bytes back', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const padded = encodePaddedBase64Url(data);
        expect(padded.length % 4).toBe(0);
        expect(decodeBase64Url(padded, 'required')?.equals(data)).toBe(true);
        expect(decodeBase64Url(data.toString('base64url'), 'refused')?.equals(data)).toBe(true);
      }),
    );
  });
});
