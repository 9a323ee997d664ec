import { describe, expect, it } from 'vitest';
import { isUuid } from './uuid.ts';

const ID = '0192f0c1-7a3b-7abc-8def-0123456789ab';

describe('isUuid', () => {
  it.each([ID, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])('takes %s', (text) => {
    expect(isUuid(text)).toBe(true);
  });

  it.each([
    '',
    ID.toUpperCase(),
    ID.slice(1),
    `${ID}0`,
    ` ${ID}`,
    `${ID}\n`,
    ID.replaceAll('-', ''),
    `{${ID}}`,
    `urn:uuid:${ID}`,
    ID.replace('a', 'g'),
    ID.replace('0192', '０１９２'),
  ])('refuses %j', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});
