import { Logger } from '@nestjs/common';
import type { AccessTokenRequest } from '@gatehouse/contracts';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyServers, type Replica, startKeyServers } from './key-servers.fixture.ts';
import { timelineConfig, tokenConfig } from './keys.fixture.ts';

const DAYS = 10;
const REPLICAS = 3;
const { jwksMaxAge, clientCooldown } = timelineConfig;
const { accessTokenTtl, clockSkew } = tokenConfig;
const request: AccessTokenRequest = { subject: 'somebody', kind: 'user', role: 'viewer', scope: '' };

let servers: KeyServers;
beforeAll(async () => {
  Logger.overrideLogger(false);
  servers = await startKeyServers();
});
afterAll(async () => {
  await servers.clear();
  await servers.stop();
});

/** Equal on every run: what fails once fails again (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface LiveToken {
  readonly token: string;
  readonly kid: string;
  readonly until: number;
}

/** Another service: it keeps the JWKS for as long as it may, from whichever replica it happened to reach. */
class Client {
  kids: ReadonlySet<string> = new Set();
  private fetchedAt = Number.NEGATIVE_INFINITY;

  look(replica: Replica, now: number): void {
    if (now - this.fetchedAt < (jwksMaxAge + clientCooldown) * 1000) return;
    this.kids = new Set(replica.cache.published().keys.map(({ kid }) => kid));
    this.fetchedAt = now;
  }
}

function isBusy(now: Date): boolean {
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  return minute >= 75 && minute < 195;
}

async function restart(replicas: Replica[], index: number, clock: FixedClock): Promise<void> {
  await replicas[index]?.close();
  const replica = await servers.startReplica({ clock });
  await replica.ensure.execute();
  await replica.cache.reload();
  await replica.advance.execute();
  replicas[index] = replica;
}

describe('ten days with three replicas that restart when they like', () => {
  it('never show a token to a JWKS without its key, and have one current key at each moment', async () => {
    const random = seededRandom(20_260_301);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    const clock = new FixedClock('2026-03-01T11:23:45Z');
    const end = clock.now().getTime() + DAYS * 86_400_000;
    const replicas: Replica[] = [];
    for (let index = 0; index < REPLICAS; index++) await restart(replicas, index, clock);
    const clients = Array.from({ length: 4 }, () => new Client());
    const signers = new Set<string>();
    let tokens: LiveToken[] = [];
    let restarts = 0;

    while (clock.now().getTime() < end) {
      // small steps around 02:00, when something happens, and large ones during the day
      const busy = isBusy(clock.now());
      clock.advance({ seconds: busy ? 60 + Math.floor(random() * 240) : 600 + Math.floor(random() * 2400) });
      if (random() < 0.05) {
        restarts += 1;
        await restart(replicas, Math.floor(random() * REPLICAS), clock);
      }
      // one of them works; the others have not heard of it and go on with what they know for up to a minute
      const worker = pick(replicas);
      for (const replica of replicas) if (replica !== worker && random() < 0.5) await replica.cache.reload();
      await worker.advance.execute();

      for (const replica of replicas) {
        const { token } = await replica.issuer.issue(request);
        const { keyId } = await replica.verifier.verify(token);
        tokens.push({ token, kid: keyId, until: clock.now().getTime() + (accessTokenTtl + clockSkew - 1) * 1000 });
        signers.add(keyId);
      }
      for (const replica of replicas) await replica.cache.reload();
      tokens = tokens.filter(({ until }) => clock.now().getTime() < until);
      for (const client of clients) {
        client.look(pick(replicas), clock.now().getTime());
        for (const { kid } of tokens) expect(client.kids).toContain(kid);
      }
      for (const { token } of tokens) await expect(pick(replicas).verifier.verify(token)).resolves.toBeDefined();

      const { rows } = await servers.db.owner.query<{ status: string; wiped: boolean }>(
        `SELECT status, private_key IS NULL AND private_key_sealed_by IS NULL AS wiped FROM jwt_keys`,
      );
      expect(rows.filter(({ status }) => status === 'current')).toHaveLength(1);
      for (const { status, wiped } of rows) expect(wiped).toBe(status === 'retired');
    }

    expect(restarts).toBeGreaterThan(20);
    // one key on the first day, and one more at each 02:00
    expect(signers.size).toBe(DAYS + 1);
    const { rows } = await servers.db.owner.query<{ status: string }>('SELECT status FROM jwt_keys');
    expect(rows.filter(({ status }) => status === 'retired')).toHaveLength(DAYS);
  }, 120_000);
});
