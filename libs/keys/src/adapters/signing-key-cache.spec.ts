import type { AccessTokenRequest } from '@gatehouse/contracts';
import { describe, expect, it, vi } from 'vitest';
import { tokenFixture } from '../access-token.fixture.ts';
import type { SigningKey } from '../domain/signing-key.ts';

const request: AccessTokenRequest = { subject: 'somebody', kind: 'user', role: 'viewer', scope: '' };

/** A reload that has asked for a connection and gets none until it is told to go on. */
async function withStuckReload() {
  const fixture = await tokenFixture();
  const answer = Promise.withResolvers<readonly SigningKey[]>();
  vi.spyOn(fixture.repository, 'findPublished').mockImplementationOnce(() => answer.promise);
  return { ...fixture, stuck: fixture.keys.reload(), answer };
}

describe('the cache of signing keys', () => {
  it('signs with fresh keys while another reload waits for a connection', async () => {
    const { issuer, clock, repository, stuck, answer } = await withStuckReload();
    clock.advance({ hours: 1 });
    const reads = repository.reads;
    await expect(issuer.issue(request)).resolves.toBeDefined();
    expect(repository.reads).toBe(reads + 1);
    answer.resolve(repository.rows);
    await stuck;
  });

  it('keeps the newer rows when an older read ends last', async () => {
    const { keys, key, make, repository, stuck, answer } = await withStuckReload();
    const old = repository.rows;
    const successor = await make();
    repository.rows = [{ ...key, status: 'previous' }, successor];
    await keys.reload();
    answer.resolve(old);
    await stuck;
    expect(keys.current()?.row.kid).toBe(successor.kid);
  });
});
