import { StrictValidationPipe } from '@gatehouse/http';
import { describe, expect, it } from 'vitest';
import { RevokeKeyDto, RotateKeyDto } from './signing-key.dto.ts';

const pipe = new StrictValidationPipe();
const takes = (metatype: new () => object, body: object) =>
  pipe.transform(body, { type: 'body', metatype }).then(
    () => true,
    () => false,
  );

describe('the reason for a change of the keys', () => {
  it('says something, for whoever reads the audit log later', async () => {
    expect(await takes(RevokeKeyDto, { reason: 'its backup was stolen' })).toBe(true);
    for (const reason of ['', '  ', '\n\t', '...', 'x'.repeat(501)])
      for (const metatype of [RevokeKeyDto, RotateKeyDto]) expect(await takes(metatype, { reason })).toBe(false);
  });

  it('is needed for a revocation only', async () => {
    expect(await takes(RevokeKeyDto, {})).toBe(false);
    expect(await takes(RotateKeyDto, {})).toBe(true);
  });
});
