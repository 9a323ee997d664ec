import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FakeEventBus, FixedClock } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LONGEST_ACCESS_TOKEN_MS } from '../longest-access-token.ts';
import { CachedTokenDenyList } from './cached-token-deny-list.ts';
import { PostgresTokenRevoker } from './postgres-token-revoker.ts';

let db: TestDatabase;
let clock: FixedClock;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(() => {
  clock = new FixedClock('2026-03-01T12:00:00Z');
});

function replica(events: FakeEventBus) {
  const revoker = new PostgresTokenRevoker(db.database, db.unitOfWork, events, clock);
  const denyList = new CachedTokenDenyList(revoker, events, clock);
  denyList.listen();
  return { revoker, denyList };
}
const sidOf = (sessionId: string) => ({ tokenId: 'another', sessionId });

describe('a revocation', () => {
  it('is known to every replica once it is committed, and not before', async () => {
    const events = new FakeEventBus();
    const [one, two] = [replica(events), replica(events)];
    const [sid, jti] = [randomUUID(), randomUUID()];
    await db.unitOfWork.run(async () => {
      await one.revoker.revoke([
        { kind: 'sid', id: sid },
        { kind: 'jti', id: jti },
      ]);
      expect(one.denyList.denies(sidOf(sid))).toBe(false);
    });
    for (const { denyList } of [one, two]) {
      expect(denyList.denies(sidOf(sid))).toBe(true);
      expect(denyList.denies({ tokenId: jti })).toBe(true);
      expect(denyList.denies({ tokenId: sid, sessionId: jti })).toBe(false);
    }
  });

  it('is nothing when its change is rolled back', async () => {
    const events = new FakeEventBus();
    const { revoker, denyList } = replica(events);
    const id = randomUUID();
    const broken = db.unitOfWork.run(async () => {
      await revoker.revoke([{ kind: 'sid', id }]);
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    await denyList.reread();
    expect([denyList.denies(sidOf(id)), events.published]).toEqual([false, []]);
  });

  it('is known to the replica that makes it, though its announcement gets lost', async () => {
    class LosingEventBus extends FakeEventBus {
      override publish(): Promise<void> {
        return Promise.resolve();
      }
    }
    const { revoker, denyList } = replica(new LosingEventBus());
    const id = randomUUID();
    await revoker.revoke([{ kind: 'sid', id }]);
    expect(denyList.denies(sidOf(id))).toBe(true);
  });

  it('of nothing is not announced', async () => {
    const events = new FakeEventBus();
    await replica(events).revoker.revoke([]);
    expect(events.published).toEqual([]);
  });

  it('is forgotten at the very moment when its last token has expired', async () => {
    const { revoker, denyList } = replica(new FakeEventBus());
    const id = randomUUID();
    await revoker.revoke([{ kind: 'sid', id }]);
    clock.advance({ milliseconds: LONGEST_ACCESS_TOKEN_MS - 1 });
    await denyList.reread();
    expect(denyList.denies(sidOf(id))).toBe(true);
    clock.advance({ milliseconds: 1 });
    await denyList.reread();
    expect(denyList.denies(sidOf(id))).toBe(false);
  });

  it('reaches a replica that heard no announcement with its next look, and one that starts later', async () => {
    const id = randomUUID();
    const [here, away] = [replica(new FakeEventBus()), replica(new FakeEventBus())];
    await here.revoker.revoke([{ kind: 'sid', id }]);
    expect([here.denyList.denies(sidOf(id)), away.denyList.denies(sidOf(id))]).toEqual([true, false]);
    await away.denyList.reread();
    expect(away.denyList.denies(sidOf(id))).toBe(true);
  });

  it('made while the list is being read again is not forgotten', async () => {
    const { revoker, denyList } = replica(new FakeEventBus());
    const id = randomUUID();
    await Promise.all([denyList.reread(), revoker.revoke([{ kind: 'sid', id }]), denyList.reread()]);
    expect(denyList.denies(sidOf(id))).toBe(true);
  });

  it('is forgotten when its tokens have expired by themselves, in memory and in the table', async () => {
    const { revoker, denyList } = replica(new FakeEventBus());
    const id = randomUUID();
    await revoker.revoke([{ kind: 'sid', id }]);
    clock.advance({ minutes: 17 });
    await denyList.reread();
    expect(denyList.denies(sidOf(id))).toBe(true);
    clock.advance({ minutes: 4 });
    await denyList.reread();
    expect([denyList.denies(sidOf(id)), denyList.size]).toEqual([false, 0]);
    await revoker.revoke([{ kind: 'sid', id: randomUUID() }]);
    const { rows } = await db.owner.query('SELECT 1 FROM revoked_tokens WHERE id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('of the same tokens on two replicas at once is one', async () => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const tokens = ids.map((id) => ({ kind: 'sid', id }) as const);
    const [one, two] = [replica(new FakeEventBus()), replica(new FakeEventBus())];
    await Promise.all([
      one.revoker.revoke(tokens),
      two.revoker.revoke(tokens.toReversed()),
      one.revoker.revoke(tokens.toReversed()),
    ]);
    expect(ids.every((id) => two.denyList.denies(sidOf(id)))).toBe(true);
  });
});
