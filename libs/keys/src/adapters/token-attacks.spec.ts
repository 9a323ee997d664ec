import { INVALID_TOKEN_DETAIL } from '@gatehouse/contracts';
import { TOKEN_ATTACKS, twinOf } from '@gatehouse/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TokenFixture, tokenFixture } from '../access-token.fixture.ts';

let fixture: TokenFixture;
const refusal = expect.objectContaining({ code: 'TOKEN_INVALID', message: INVALID_TOKEN_DETAIL }) as Error;
const verify = (token: string) => fixture.verifier.verify(token);

beforeAll(async () => {
  fixture = await tokenFixture();
});

describe('JwtTokenVerifier', () => {
  it('accepts the token that every attack is a change of', async () => {
    await expect(verify(fixture.forgery.good)).resolves.toMatchObject({ role: 'admin', kind: 'user' });
  });

  it.each(TOKEN_ATTACKS)('refuses %s', async (_what, make) => {
    const token = make(fixture.forgery);
    expect(token).not.toBe(fixture.forgery.good);
    await expect(verify(token)).rejects.toThrow(refusal);
    // and again, should a cache remember it
    await expect(verify(token)).rejects.toThrow(refusal);
  });

  it('allows a clock to differ by the skew, and by no second more', async () => {
    const { forgery } = fixture;
    const { now } = forgery;
    const times = (changes: object) => verify(forgery.sign(forgery.header(), forgery.claims(changes)));
    await expect(times({ nbf: now + 60, iat: now + 60 })).resolves.toBeDefined();
    await expect(times({ nbf: now + 61 })).rejects.toThrow(refusal);
    await expect(times({ iat: now + 61, exp: now + 600 })).rejects.toThrow(refusal);
    await expect(times({ iat: now - 600, nbf: now - 600, exp: now - 59 })).resolves.toBeDefined();
    await expect(times({ iat: now - 600, nbf: now - 600, exp: now - 61 })).rejects.toThrow(refusal);
  });

  it('knows the twin of a signature for the same token, with the same jti', async () => {
    const twin = twinOf(fixture.forgery.good);
    expect(twin).not.toBe(fixture.forgery.good);
    await expect(verify(twin)).resolves.toEqual(await verify(fixture.forgery.good));
  });

  it('refuses a megabyte without decoding it', async () => {
    const token = fixture.forgery.sign(fixture.header(), fixture.claims({ padding: 'x'.repeat(1_048_576) }));
    const started = performance.now();
    for (let count = 0; count < 100; count++) await verify(token).catch(() => undefined);
    expect(performance.now() - started).toBeLessThan(100);
  });
});
