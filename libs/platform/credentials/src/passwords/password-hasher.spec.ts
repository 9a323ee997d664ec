import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { PasswordHasher } from './password-hasher.ts';

const owasp = { argon2MemoryKib: 19_456, argon2Iterations: 2, argon2Parallelism: 1 };
const cheap = { argon2MemoryKib: 1024, argon2Iterations: 1, argon2Parallelism: 1 };

describe('PasswordHasher', () => {
  it('makes salted Argon2id hashes with the configured parameters', async () => {
    const hasher = new PasswordHasher(owasp);
    const [first, second] = await Promise.all([
      hasher.hash('a good long passphrase'),
      hasher.hash('a good long passphrase'),
    ]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$[^$]{22}\$[^$]{43}$/);
    expect(first).not.toBe(second);
    await expect(hasher.verify('a good long passphrase', first)).resolves.toEqual({ valid: true, needsRehash: false });
    await expect(hasher.verify('A good long passphrase', first)).resolves.toEqual({ valid: false, needsRehash: false });
  });

  it('asks for a new hash when the parameters have changed', async () => {
    const old = await new PasswordHasher(cheap).hash('a good long passphrase');
    await expect(new PasswordHasher(owasp).verify('a good long passphrase', old)).resolves.toEqual({
      valid: true,
      needsRehash: true,
    });
  });

  it.each([
    [
      'German, as Firefox on macOS sends it (ulsklyc/yuvomi#608)',
      'Gr\u00fc\u00dfe aus Z\u00fcrich',
      'Gru\u0308\u00dfe aus Zu\u0308rich',
    ],
    ['Spanish on two computers (usnistgov/800-63-3#301)', 'hasta ma\u00f1ana', 'hasta man\u0303ana'],
    ['Vietnamese, whose marks come in any order', 'ba m\u1ed9t', 'ba mo\u0302\u0323t'],
    ['Korean in syllables and in letters', '\uac01\ub3c4\uae30', '\uac01\ub3c4\uae30'.normalize('NFD')],
    ['a Japanese keyboard left in wide letters', 'otter 91 kite', 'ｏｔｔｅｒ　９１　ｋｉｔｅ'],
    ['a no-break space of AltGr and space', 'otter 91 kite', 'otter\u00a091\u00a0kite'],
  ])('takes the same password in another Unicode spelling: %s', async (_who, chosen, typed) => {
    const hasher = new PasswordHasher(cheap);
    const kept = await hasher.hash(chosen);
    await expect(hasher.verify(typed, kept)).resolves.toMatchObject({ valid: true });
    await expect(hasher.verify(typed.toUpperCase(), kept)).resolves.toMatchObject({
      valid: typed.toUpperCase() === typed,
    });
  });

  it('never accepts anything for an account that does not exist, and works as long on it', async () => {
    const hasher = new PasswordHasher(owasp);
    const known = await hasher.hash('a good long passphrase');
    const timeOf = async (digest: string | undefined) => {
      const started = performance.now();
      for (let count = 0; count < 5; count++) {
        await expect(hasher.verify('a wrong passphrase', digest)).resolves.toMatchObject({ valid: false });
      }
      return performance.now() - started;
    };
    await timeOf(known);
    const ratio = (await timeOf(undefined)) / (await timeOf(known));
    // the parameters are what counts; the bounds are wide because other work shares the machine
    expect(ratio).toBeGreaterThan(0.2);
    expect(ratio).toBeLessThan(5);
  });

  it('turns a flood away instead of queueing it without end', async () => {
    const hasher = new PasswordHasher(cheap);
    const flood = await Promise.allSettled(Array.from({ length: 200 }, () => hasher.verify('x', undefined)));
    const refused = flood.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(200 - availableParallelism() - 32);
    expect(refused).toContainEqual({ status: 'rejected', reason: expect.objectContaining({ code: 'OVERLOADED' }) });
  });
});
