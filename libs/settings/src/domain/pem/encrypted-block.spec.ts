import { describe, expect, it } from 'vitest';
import { faultOfEncryptedBlock } from './encrypted-block.ts';

const faultOf = (info: string | undefined, length = 16) =>
  faultOfEncryptedBlock(new Map(info === undefined ? [] : [['DEK-Info', info]]), new Uint8Array(length));
const SHORT = '0123456789abcDEF';
const LONG = SHORT + SHORT;

describe('the header DEK-Info', () => {
  it.each([
    ...['DES-CBC', 'DES-EDE3-CBC', 'des-ede-cbc', 'RC2-40-CBC', 'RC2-CBC', 'BF-CBC', 'CAST5-CBC', 'IDEA-CBC'].map(
      (cipher) => [cipher, SHORT, LONG] as const,
    ),
    ...['AES-128-CBC', 'aes-256-cbc', 'CAMELLIA-192-CBC', 'ARIA-128-CBC', 'SEED-CBC', 'SM4-CBC'].map(
      (cipher) => [cipher, LONG, SHORT] as const,
    ),
  ])('of %s has a vector as long as a block of it', (cipher, vector, other) => {
    expect(faultOf(`${cipher},${vector}`)).toBeUndefined();
    for (const wrong of [other, vector.slice(1), `${vector}0`, '', `${vector.slice(1)}g`])
      expect(faultOf(`${cipher},${wrong}`)).toMatch(/DEK-Info that is not/);
  });

  it.each([
    '',
    LONG,
    `,${LONG}`,
    `AES-128-GCM,${LONG}`,
    `AES-128-CBC ${LONG}`,
    `with AES-128-CBC,${LONG}`,
    `AES-128-CBC,${LONG} or so`,
    `3DES-CBC,${SHORT}`,
    `DES-CBC,${SHORT};`,
  ])('is none when it says %j', (info) => {
    expect(faultOf(info)).toMatch(/DEK-Info that is not/);
  });

  it('has to be there', () => {
    expect(faultOf(undefined)).toMatch(/DEK-Info is missing/);
  });
});

describe('encrypted content', () => {
  it.each([
    [`DES-EDE3-CBC,${SHORT}`, 8],
    [`AES-256-CBC,${LONG}`, 16],
  ])('under %s is whole in blocks of %i bytes', (info, block) => {
    for (const whole of [block, 5 * block]) expect(faultOf(info, whole)).toBeUndefined();
    for (const cut of [1, block - 1, block + 1, block * 1.5]) expect(faultOf(info, cut)).toMatch(/cut off/);
  });
});
