import { Logger } from '@nestjs/common';
import type { AccessTokenRequest, DistributedLock } from '@gatehouse/contracts';
import { FakeDistributedLock, FixedClock } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type KeyServers, type Replica, startKeyServers } from '../key-servers.fixture.ts';

const REPLICAS = 8;
const request: AccessTokenRequest = { subject: 'somebody', kind: 'user', role: 'viewer', scope: '' };
const invalid = expect.objectContaining({ code: 'TOKEN_INVALID' }) as Error;
const refused = expect.objectContaining({ code: 'KEY_ROTATION_REFUSED' }) as Error;
let servers: KeyServers;
let clock: FixedClock;

beforeAll(async () => {
  Logger.overrideLogger(false);
  servers = await startKeyServers();
});
afterEach(() => servers.clear());
afterAll(() => servers.stop());

/** Replicas with keys whose successor has been published long enough. */
async function startReplicas(count = REPLICAS, events: 'redis' | 'memory' = 'memory'): Promise<Replica[]> {
  clock = new FixedClock('2026-03-01T12:00:00Z');
  const replicas = await Promise.all(Array.from({ length: count }, () => servers.startReplica({ clock, events })));
  await replicas[0]!.ensure.execute();
  clock.advance({ hours: 2 });
  await Promise.all(replicas.map(({ cache }) => cache.reload()));
  for (const { audit } of replicas) audit.entries.length = 0;
  return replicas;
}
/** Lets nobody go on who has seen which key is to be replaced, until all have: that is what "at the same time" means. */
function keepAbreast(replicas: readonly Replica[]): void {
  const all = Promise.withResolvers<undefined>();
  let seen = 0;
  for (const { repository } of replicas) {
    const findCurrent = repository.findCurrent.bind(repository);
    vi.spyOn(repository, 'findCurrent').mockImplementationOnce(async () => {
      const found = await findCurrent();
      if ((seen += 1) === replicas.length) all.resolve(undefined);
      await all.promise;
      return found;
    });
  }
}
const statuses = async () =>
  (await servers.db.owner.query<{ status: string }>('SELECT status FROM jwt_keys ORDER BY created_at')).rows
    .map(({ status }) => status)
    .toSorted();

describe('rotations at the same time', () => {
  it('of eight processes make one new key', async () => {
    const replicas = await startReplicas();
    keepAbreast(replicas);
    const rotations = await Promise.all(replicas.map(({ rotate }) => rotate.execute('all at once')));
    expect(new Set(rotations.map(({ current }) => current.kid)).size).toBe(1);
    expect(new Set(rotations.map(({ outcome }) => outcome))).toEqual(new Set(['rotated']));
    expect(await statuses()).toEqual(['current', 'next', 'previous']);
    expect(replicas.flatMap(({ audit }) => audit.types)).toEqual(['key_rotated', 'key_published']);
  });

  it('make one new key without Redis', async () => {
    const replicas = await startReplicas();
    keepAbreast(replicas);
    await servers.redis.kill();
    try {
      const rotations = await Promise.all(replicas.map(({ rotate }) => rotate.execute()));
      expect(new Set(rotations.map(({ current }) => current.kid)).size).toBe(1);
      expect(await statuses()).toEqual(['current', 'next', 'previous']);
      expect(replicas.flatMap(({ audit }) => audit.types)).toEqual(['key_rotated', 'key_published']);
      expect(replicas.flatMap(({ alerts }) => alerts.alerts)).toEqual([]);
    } finally {
      await servers.redis.restart();
    }
  });

  it('by the timeline make one new key, with Redis and without', async () => {
    const replicas = await startReplicas();
    clock.set('2026-03-02T02:00:00Z');
    await Promise.all(replicas.map(({ advance }) => advance.execute()));
    expect(await statuses()).toEqual(['current', 'next', 'previous']);
    await servers.redis.kill();
    try {
      clock.set('2026-03-03T02:00:00Z');
      await Promise.all(replicas.map(({ advance }) => advance.execute()));
      expect(await statuses()).toEqual(['current', 'next', 'previous', 'retired']);
    } finally {
      await servers.redis.restart();
    }
  });
});

describe('a rotation', () => {
  it('whose holder was paused past its lock is refused, alerted and audited', async () => {
    const [other] = await startReplicas(1);
    // stops right after it got the lock, until that has run out and another one has rotated
    const lock: DistributedLock = {
      withLock: async (_, { fenceFloor }, work) => {
        const fence = (await fenceFloor!()) + 1;
        await other!.rotate.execute('took over the lock');
        return { acquired: true, value: await work(fence) };
      },
    };
    await expectRefusal(await servers.startReplica({ clock, lock }), other!);
  });

  it('whose holder was paused while it made a key is refused, alerted and audited', async () => {
    const [other] = await startReplicas(1);
    const paused = await servers.startReplica({ clock, lock: new FakeDistributedLock() });
    const make = paused.make.execute.bind(paused.make);
    vi.spyOn(paused.make, 'execute').mockImplementationOnce(async () => {
      await other!.rotate.execute('took over the lock');
      return make();
    });
    await expectRefusal(paused, other!);
  });

  async function expectRefusal(paused: Replica, other: Replica): Promise<void> {
    await expect(paused.rotate.execute('too late')).rejects.toThrow(refused);
    expect(paused.audit.entries).toMatchObject([{ type: 'key_rotation_refused', status: 'denied' }]);
    expect(paused.alerts.alerts).toMatchObject([{ kind: 'key_rotation_refused', severity: 'warning' }]);
    expect(paused.metrics.rotations).toEqual(['refused']);
    expect(other.audit.types).toEqual(['key_rotated', 'key_published']);
    expect(await statuses()).toEqual(['current', 'next', 'previous']);
  }

  it('waits for the lead when the next key was published too recently', async () => {
    clock = new FixedClock('2026-03-01T12:00:00Z');
    const { ensure, rotate, advance, audit } = await servers.startReplica({ clock });
    const first = await ensure.execute();
    const rotation = await rotate.execute('now, please');
    expect(rotation).toMatchObject({ outcome: 'scheduled', current: { kid: first.kid } });
    expect(rotation.next?.activatesAt).toEqual(new Date('2026-03-01T13:01:00Z'));
    await expect(rotate.execute('again')).resolves.toEqual(rotation);
    expect(audit.types.slice(2)).toEqual(['key_rotation_scheduled']);
    clock.set('2026-03-01T13:01:00Z');
    await expect(advance.execute()).resolves.toBe('changed');
    await expect(advance.execute()).resolves.toBe('idle');
  });

  it('is undone when its audit entry cannot be written', async () => {
    const [replica] = await startReplicas(1);
    const before = await replica!.repository.findCurrent();
    replica!.audit.failNext();
    await expect(replica!.rotate.execute()).rejects.toThrow('the audit log is unavailable');
    await expect(replica!.repository.findCurrent()).resolves.toEqual(before);
    expect(replica!.audit.entries).toMatchObject([{ type: 'key_rotated', status: 'failure' }]);
    expect(replica!.alerts.alerts).toMatchObject([{ kind: 'key_rotation_failed', severity: 'critical' }]);
    expect(replica!.metrics.rotations).toEqual(['success', 'failure']);
  });

  it('lets tokens of before and after verify on every replica', async () => {
    const replicas = await startReplicas(3, 'redis');
    const tokens = [(await replicas[1]!.issuer.issue(request)).token];
    await replicas[0]!.rotate.execute();
    tokens.push((await replicas[0]!.issuer.issue(request)).token, (await replicas[1]!.issuer.issue(request)).token);
    for (const { verifier } of replicas)
      for (const token of tokens) await expect(verifier.verify(token)).resolves.toBeDefined();
  });
});

describe('a revocation', () => {
  it('is refused tokens on every replica within a second, and the next key signs', async () => {
    const replicas = await startReplicas(3, 'redis');
    const { token } = await replicas[1]!.issuer.issue(request);
    const { kid } = replicas[0]!.cache.current()!.row;
    for (const { verifier } of replicas) await verifier.verify(token);
    const revokedAt = performance.now();
    await replicas[0]!.revoke.execute(kid, 'seen in a log');
    await expect(replicas[0]!.verifier.verify(token)).rejects.toThrow(invalid);
    for (const { verifier, cache } of replicas.slice(1)) {
      await expect.poll(() => verifier.verify(token).catch(() => 'refused'), { interval: 5 }).toBe('refused');
      expect(JSON.stringify(cache.published())).not.toContain(kid);
    }
    expect(performance.now() - revokedAt).toBeLessThan(1000);
    const fresh = await replicas[2]!.issuer.issue(request);
    await expect(replicas[0]!.verifier.verify(fresh.token)).resolves.not.toMatchObject({ keyId: kid });
    expect(replicas[0]!.audit.types).toEqual(['key_revoked', 'key_rotated', 'key_published']);
  });

  it('waits for no lock, and refuses the rotation of whoever holds it', async () => {
    const [here, other] = await startReplicas(2);
    const revoked = here!.cache.current()!.row.kid;
    const lock: DistributedLock = {
      withLock: async (_, { fenceFloor }, work) => {
        const fence = (await fenceFloor!()) + 1;
        await here!.revoke.execute(revoked, 'seen in a log');
        return { acquired: true, value: await work(fence) };
      },
    };
    await other!.fencedLock.acquireWithin('signing-keys', { ttlMs: 500 });
    const rotating = await servers.startReplica({ clock, lock });
    await expect(rotating.rotate.execute()).rejects.toThrow(refused);
    expect(here!.audit.types).toEqual(['key_revoked', 'key_rotated', 'key_published']);
    expect(rotating.audit.types).toEqual(['key_rotation_refused']);
  });

  it('goes on when the keys change while it makes its own', async () => {
    const [here, other] = await startReplicas(2);
    const { kid } = here!.cache.current()!.row;
    const make = here!.make.execute.bind(here!.make);
    vi.spyOn(here!.make, 'execute').mockImplementationOnce(async () => {
      await other!.rotate.execute('at the same time');
      return make();
    });
    await expect(here!.revoke.execute(kid, 'seen in a log')).resolves.toMatchObject({ status: 'revoked' });
    expect(other!.audit.types).toEqual(['key_rotated', 'key_published']);
    expect(here!.audit.types).toEqual(['key_revoked']);
    expect(await statuses()).toEqual(['current', 'next', 'revoked']);
  });

  it('without Redis holds here at once, and elsewhere from the next look on', async () => {
    const [here, elsewhere] = await startReplicas(2, 'redis');
    const { token } = await here!.issuer.issue(request);
    await servers.redis.kill();
    try {
      await here!.revoke.execute(here!.cache.current()!.row.kid, 'seen in a log');
      await expect(here!.verifier.verify(token)).rejects.toThrow(invalid);
      await elsewhere!.cache.reload();
      await expect(elsewhere!.verifier.verify(token)).rejects.toThrow(invalid);
    } finally {
      await servers.redis.restart();
    }
  });

  it('wipes the private part, is not written twice, and knows no foreign key', async () => {
    const [replica] = await startReplicas(1);
    const { kid } = replica!.cache.current()!.row;
    await expect(replica!.revoke.execute(kid, 'first')).resolves.toMatchObject({ status: 'revoked' });
    await expect(replica!.revoke.execute(` ${kid.toUpperCase()}\n`, 'second')).resolves.toMatchObject({
      privateKey: undefined,
    });
    expect(replica!.audit.types.filter((type) => type === 'key_revoked')).toHaveLength(1);
    const unknown = replica!.revoke.execute('not-even-a-uuid', 'x');
    await expect(unknown).rejects.toThrow(expect.objectContaining({ code: 'KEY_NOT_FOUND' }) as Error);
  });

  it('is deleted after 30 days, on the record', async () => {
    const [replica] = await startReplicas(1);
    await replica!.revoke.execute(replica!.cache.current()!.row.kid, 'seen in a log');
    clock.advance({ days: 29 });
    await expect(replica!.purge.execute()).resolves.toBe(0);
    clock.advance({ days: 1 });
    await expect(replica!.purge.execute()).resolves.toBe(1);
    expect(replica!.audit.types.at(-1)).toBe('key_deleted');
    expect(await statuses()).toEqual(['current', 'next']);
  });
});
