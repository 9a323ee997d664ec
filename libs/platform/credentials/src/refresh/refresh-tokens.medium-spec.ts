import { randomUUID } from 'node:crypto';
import { runInRequestContext } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FakeTokenRevoker, FixedClock } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RefreshTokenStore } from './refresh-token-store.ts';
import type { RefreshSubject } from './refresh-subject.ts';
import { RefreshTokens, type Rotation } from './refresh-tokens.ts';
import { SessionOverview } from './session-overview.ts';

const DAY = 86_400;
let db: TestDatabase;
let clock: FixedClock;
let tokens: RefreshTokens;
let revoker: FakeTokenRevoker;
const subject = () => ({ kind: 'user', id: randomUUID() }) as const;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());
beforeEach(() => {
  clock = new FixedClock('2026-03-01T12:00:00Z');
  const config = { refreshIdleTtl: 7 * DAY, refreshAbsoluteTtl: 30 * DAY };
  revoker = new FakeTokenRevoker();
  tokens = new RefreshTokens(config, new RefreshTokenStore(db.database), db.unitOfWork, clock, revoker);
});

async function start() {
  const { family, refresh } = await tokens.start(subject());
  return { family, token: refresh.token, refresh };
}
const at = <T>(ip: string, work: () => Promise<T>, userAgent = 'ua') =>
  runInRequestContext({ requestId: 'r1', ip, userAgent }, work);
/** As a caller does it: a session whose token was stolen ends. */
async function rotate(token: string): Promise<Rotation> {
  const rotation = await tokens.rotate(token, 'user');
  if (rotation.outcome === 'reused') expect(await tokens.endFamily(rotation.family.id, 'refresh_reuse')).toBe(true);
  return rotation;
}
function successor(rotation: Rotation): string {
  if (rotation.outcome !== 'rotated' && rotation.outcome !== 'repeated')
    throw new Error(`no successor: ${rotation.outcome}`);
  return rotation.refresh.token;
}
async function countTokens(familyId: string): Promise<number> {
  const { rows } = await db.owner.query<{ count: string }>('SELECT count(*) FROM refresh_tokens WHERE family_id = $1', [
    familyId,
  ]);
  return Number(rows[0]?.count);
}

describe('RefreshTokens', () => {
  it('gives a new token for an old one, again and again', async () => {
    let { token } = await start();
    for (let count = 0; count < 5; count++) {
      clock.advance({ minutes: 9 });
      const rotation = await rotate(token);
      expect(rotation.outcome).toBe('rotated');
      expect(successor(rotation)).not.toBe(token);
      token = successor(rotation);
    }
  });

  it('stores nothing that a token could be made from', async () => {
    const { token, family } = await start();
    const next = successor(await rotate(token));
    const { rows } = await db.owner.query<Record<string, unknown>>(
      'SELECT * FROM refresh_tokens WHERE family_id = $1',
      [family.id],
    );
    const values = rows.flatMap((row) => Object.values(row));
    const stored = values.map((value) => (Buffer.isBuffer(value) ? value.toString('base64url') : String(value))).join();
    for (const secret of [token, next].map((text) => text.split('.')[1] ?? '')) expect(stored).not.toContain(secret);
  });

  it('gives fifty requests that arrive together with one token one successor', async () => {
    const { token, family } = await start();
    const rotations = await Promise.all(Array.from({ length: 50 }, () => rotate(token)));
    expect(new Set(rotations.map(successor)).size).toBe(1);
    expect(rotations.filter(({ outcome }) => outcome === 'rotated')).toHaveLength(1);
    expect(await countTokens(family.id)).toBe(2);
    await expect(rotate(successor(rotations[0]!))).resolves.toMatchObject({ outcome: 'rotated' });
  });

  it('ends the session when a used token comes back after the grace', async () => {
    const { token, family } = await start();
    const next = successor(await rotate(token));
    clock.advance({ seconds: 30 });
    await expect(rotate(token)).resolves.toMatchObject({ outcome: 'repeated' });
    clock.advance({ milliseconds: 1 });
    await expect(rotate(token)).resolves.toEqual({ outcome: 'reused', family });
    await expect(rotate(next)).resolves.toEqual({ outcome: 'refused' });
    await expect(rotate(token)).resolves.toEqual({ outcome: 'refused' });
    const { rows } = await db.owner.query('SELECT end_reason FROM refresh_families WHERE id = $1', [family.id]);
    expect(rows).toEqual([{ end_reason: 'refresh_reuse' }]);
  });

  it('ends the session when a used token comes back after the clock was set back', async () => {
    const { token, family } = await start();
    await rotate(token);
    clock.advance({ hours: -2 });
    await expect(rotate(token)).resolves.toEqual({ outcome: 'reused', family });
  });

  it('leaves other sessions of the same person alone', async () => {
    const person = subject();
    const [first, second] = [await tokens.start(person), await tokens.start(person)];
    await rotate(first.refresh.token);
    clock.advance({ minutes: 1 });
    await expect(rotate(first.refresh.token)).resolves.toMatchObject({ outcome: 'reused' });
    await expect(rotate(second.refresh.token)).resolves.toMatchObject({ outcome: 'rotated' });
  });

  it('ends after seven idle days', async () => {
    const { token } = await start();
    clock.advance({ days: 7 });
    await expect(rotate(token)).resolves.toEqual({ outcome: 'refused' });
  });

  it('ends after thirty days, however busy it was', async () => {
    let { token } = await start();
    for (let day = 1; day < 30; day++) {
      clock.advance({ days: 1 });
      token = successor(await rotate(token));
    }
    clock.advance({ days: 1 });
    await expect(rotate(token)).resolves.toEqual({ outcome: 'refused' });
  });

  it.each([
    ['another secret', (token: string) => `${token.slice(0, 37)}${'A'.repeat(43)}`],
    ['another id', (token: string) => `${randomUUID()}${token.slice(36)}`],
    ['nothing', () => ''],
    ['no secret', (token: string) => token.slice(0, 37)],
    ['padding', (token: string) => `${token}=`],
    ['a third part', (token: string) => `${token}.x`],
    ['SQL', () => `' OR 1=1 --.${'A'.repeat(43)}`],
    ['a megabyte', (token: string) => token + 'A'.repeat(1_048_576)],
  ])('refuses a token with %s, and the session goes on', async (_what, change) => {
    const { token } = await start();
    await expect(rotate(change(token))).resolves.toEqual({ outcome: 'refused' });
    await expect(rotate(token)).resolves.toMatchObject({ outcome: 'rotated' });
  });

  it('refuses the token of another kind of subject', async () => {
    const { token } = await start();
    await expect(tokens.rotate(token, 'partner')).resolves.toEqual({ outcome: 'refused' });
  });

  it('ends a session for one of those who end it at once', async () => {
    const { token, family } = await start();
    const ends = await Promise.all(Array.from({ length: 10 }, () => tokens.end(token, 'user', 'logout')));
    expect(ends.filter((ended) => ended !== undefined)).toEqual([family]);
  });

  it('ends one session, or all of somebody', async () => {
    const person = subject();
    const [first, second, third] = [await tokens.start(person), await tokens.start(person), await tokens.start(person)];
    await expect(tokens.end(first.refresh.token, 'user', 'logout')).resolves.toEqual(first.family);
    await expect(tokens.end(first.refresh.token, 'user', 'logout')).resolves.toBeUndefined();
    await expect(rotate(first.refresh.token)).resolves.toEqual({ outcome: 'refused' });
    expect(revoker.revoked).toEqual([{ kind: 'sid', id: first.family.id }]);
    await expect(tokens.endAllOf(person, 'password_changed')).resolves.toBe(2);
    expect(revoker.revoked.map(({ id }) => id).toSorted()).toEqual(
      [first, second, third].map(({ family }) => family.id).toSorted(),
    );
    await expect(rotate(second.refresh.token)).resolves.toEqual({ outcome: 'refused' });
    await expect(rotate(third.refresh.token)).resolves.toEqual({ outcome: 'refused' });
  });

  it('gives nothing for a used token, and has nothing to end, once the session has run out', async () => {
    const { token: first, family } = await start();
    let token = first;
    for (const days of [6, 6, 6, 6, 5]) {
      clock.advance({ days });
      token = successor(await rotate(token));
    }
    clock.advance({ days: 1, seconds: -1 });
    const last = successor(await rotate(token));
    await expect(rotate(token)).resolves.toMatchObject({ outcome: 'repeated' });
    clock.advance({ seconds: 1 });
    await expect(rotate(token)).resolves.toEqual({ outcome: 'refused' });
    await expect(tokens.end(last, 'user', 'logout')).resolves.toBeUndefined();
    // its access tokens end with those of the others, though it no longer counts
    await expect(tokens.endAllOf(family.subject, 'disabled')).resolves.toBe(0);
    expect(revoker.revoked).toEqual([{ kind: 'sid', id: family.id }]);
  });

  it('needs to know neither where from nor with what a request comes', async () => {
    const person = subject();
    await runInRequestContext({ requestId: 'r1' }, () => tokens.start(person));
    expect(await tokens.openOf(person)).toMatchObject([{ ipAddress: undefined, userAgent: undefined }]);
  });

  it('fails rather than hand out a successor that is gone', async () => {
    const { token } = await start();
    const next = successor(await rotate(token));
    await db.owner.query('DELETE FROM refresh_tokens WHERE id = $1', [next.split('.')[0]]);
    await expect(rotate(token)).rejects.toThrow('successor');
  });

  it('gives nothing to a request that meets the end of its session between reading and writing', async () => {
    const meetsTheEnd = async (token: string, familyId: string) => {
      let reads = 0;
      const outcome = await db.unitOfWork.optimistic(async () => {
        const rotation = await tokens.rotate(token, 'user');
        reads += 1;
        if (reads === 1) await db.unitOfWork.outside(() => tokens.endFamily(familyId, 'logout'));
        return rotation.outcome;
      });
      return [outcome, reads];
    };
    const [unused, used] = [await start(), await start()];
    expect(await meetsTheEnd(unused.token, unused.family.id)).toEqual(['refused', 2]);
    await rotate(used.token);
    expect(await meetsTheEnd(used.token, used.family.id)).toEqual(['refused', 2]);
    expect([await countTokens(unused.family.id), await countTokens(used.family.id)]).toEqual([1, 2]);
    expect((await at('192.0.2.9', () => tokens.openOf(unused.family.subject))).length).toBe(0);
  });

  it('ends a family once', async () => {
    const { family } = await start();
    expect([await tokens.endFamily(family.id, 'logout'), await tokens.endFamily(family.id, 'logout')]).toEqual([
      true,
      false,
    ]);
  });

  it('names its tokens and says when each ends: after seven idle days, and never later than the session', async () => {
    const { token, refresh } = await start();
    expect(refresh.expiresAt).toEqual(new Date('2026-03-08T12:00:00Z'));
    expect(token.startsWith(`${refresh.refreshId}.`)).toBe(true);
    clock.advance({ days: 6 });
    const second = await rotate(token);
    expect(second).toMatchObject({ refresh: { expiresAt: new Date('2026-03-14T12:00:00Z') } });
    await expect(rotate(token)).resolves.toEqual({ ...second, outcome: 'repeated' });
    let last = second;
    for (let count = 0; count < 3; count++) {
      clock.advance({ days: 6 });
      last = await rotate(successor(last));
    }
    expect(last).toMatchObject({ outcome: 'rotated', refresh: { expiresAt: new Date('2026-03-31T12:00:00Z') } });
  });

  it('ends one session of somebody and its access tokens, and none of somebody else', async () => {
    const person = subject();
    const [first, second] = [await tokens.start(person), await tokens.start(person)];
    await expect(tokens.endOneOf(subject(), first.family.id, 'logout')).resolves.toBe(false);
    await expect(tokens.endOneOf({ ...person, kind: 'partner' }, first.family.id, 'logout')).resolves.toBe(false);
    expect(revoker.revoked).toEqual([]);
    await expect(tokens.endOneOf(person, first.family.id, 'logout')).resolves.toBe(true);
    expect(revoker.revoked).toEqual([{ kind: 'sid', id: first.family.id }]);
    await expect(tokens.endOneOf(person, first.family.id, 'logout')).resolves.toBe(false);
    expect(revoker.revoked).toHaveLength(1);
    await expect(rotate(first.refresh.token)).resolves.toEqual({ outcome: 'refused' });
    await expect(rotate(second.refresh.token)).resolves.toMatchObject({ outcome: 'rotated' });
    clock.advance({ days: 30 });
    await expect(tokens.endOneOf(person, second.family.id, 'logout')).resolves.toBe(false);
  });

  it('ends all sessions of somebody but the one that asks', async () => {
    const person = subject();
    const [first, second] = [await tokens.start(person), await tokens.start(person)];
    await expect(tokens.endAllOf(person, 'password_changed', second.family.id)).resolves.toBe(1);
    expect(revoker.revoked).toEqual([{ kind: 'sid', id: first.family.id }]);
    await expect(rotate(second.refresh.token)).resolves.toMatchObject({ outcome: 'rotated' });
  });

  it('lists the sessions that can go on, the one used last first, and where from', async () => {
    const person = subject();
    const first = await at('192.0.2.1', () => tokens.start(person));
    clock.advance({ minutes: 1 });
    const second = await tokens.start(person);
    clock.advance({ minutes: 1 });
    const third = await tokens.start(person);
    await tokens.start({ ...person, kind: 'partner' });
    await tokens.endOneOf(person, third.family.id, 'logout');
    clock.advance({ minutes: 1 });
    await at('192.0.2.2', () => rotate(first.refresh.token));
    const expiresAt = new Date('2026-03-31T12:00:00Z');
    expect(await tokens.openOf(person)).toEqual([
      {
        id: first.family.id,
        createdAt: new Date('2026-03-01T12:00:00Z'),
        lastUsedAt: new Date('2026-03-01T12:03:00Z'),
        expiresAt,
        ipAddress: '192.0.2.2',
        userAgent: 'ua',
      },
      {
        id: second.family.id,
        createdAt: new Date('2026-03-01T12:01:00Z'),
        lastUsedAt: new Date('2026-03-01T12:01:00Z'),
        expiresAt: new Date('2026-03-31T12:01:00Z'),
        ipAddress: undefined,
        userAgent: undefined,
      },
    ]);
    clock.advance({ days: 7 });
    expect(await tokens.openOf(person)).toEqual([]);
  });

  it('keeps no more of an address and a user agent than their columns hold', async () => {
    const person = subject();
    await at('1'.repeat(65), () => tokens.start(person), 'u'.repeat(301));
    expect(await tokens.openOf(person)).toMatchObject([{ ipAddress: '1'.repeat(64), userAgent: 'u'.repeat(300) }]);
    expect(await at('1'.repeat(65), () => tokens.isKnownAddress(person))).toBe(true);
  });

  it('knows an address again until the session there ran out, unless it was ended as a danger', async () => {
    const person = subject();
    const known = (ip: string, whose: RefreshSubject = person) => at(ip, () => tokens.isKnownAddress(whose));
    const { family } = await at('192.0.2.1', () => tokens.start(person));
    const other = await at('192.0.2.2', () => tokens.start(person));
    expect([await known('192.0.2.1'), await known('192.0.2.3'), await known('192.0.2.1', subject())]).toEqual([
      true,
      false,
      false,
    ]);
    await expect(tokens.isKnownAddress(person)).resolves.toBe(false);
    await tokens.endFamily(family.id, 'logout');
    expect(await known('192.0.2.1')).toBe(true);
    await tokens.endFamily(other.family.id, 'refresh_reuse');
    expect(await known('192.0.2.2')).toBe(false);
    clock.advance({ days: 30 });
    expect(await known('192.0.2.1')).toBe(false);
  });

  it('tells of many how many sessions they have and when the newest began', async () => {
    const overview = new SessionOverview(db.database, clock);
    const [busy, gone] = [subject(), subject()];
    await tokens.start(busy);
    clock.advance({ minutes: 1 });
    const { refresh } = await tokens.start(busy);
    await rotate(refresh.token);
    const { family } = await tokens.start(gone);
    await tokens.endFamily(family.id, 'logout');
    const lastStartedAt = new Date('2026-03-01T12:01:00Z');
    expect(await overview.of('user', [randomUUID(), gone.id, busy.id])).toEqual([
      { lastStartedAt: undefined, open: 0 },
      { lastStartedAt, open: 0 },
      { lastStartedAt, open: 2 },
    ]);
    expect(await overview.of('partner', [busy.id])).toEqual([{ lastStartedAt: undefined, open: 0 }]);
    expect(await overview.of('user', [])).toEqual([]);
    clock.advance({ days: 7 });
    expect(await overview.of('user', [busy.id])).toEqual([{ lastStartedAt, open: 0 }]);
  });

  it('sweeps sessions that ran out when the same person signs in again', async () => {
    const person = subject();
    const { family } = await tokens.start(person);
    clock.advance({ days: 30, hours: 1 });
    await tokens.start(person);
    expect(await countTokens(family.id)).toBe(0);
  });

  it('still ends the access tokens of a session that ran out a moment ago, also after a new sign-in', async () => {
    const person = subject();
    const { family } = await tokens.start(person);
    clock.advance({ days: 30, minutes: 9 });
    const { family: open } = await tokens.start(person);
    await expect(tokens.endAllOf(person, 'disabled')).resolves.toBe(1);
    expect(revoker.revoked.map(({ id }) => id).toSorted()).toEqual([family.id, open.id].toSorted());
  });

  it('changes nothing when the transaction around it fails', async () => {
    const { token, family } = await start();
    const failing = db.unitOfWork.run(async () => {
      await rotate(token);
      throw new Error('the audit log is unavailable');
    });
    await expect(failing).rejects.toThrow('the audit log is unavailable');
    expect(await countTokens(family.id)).toBe(1);
    await expect(rotate(token)).resolves.toMatchObject({ outcome: 'rotated' });
  });
});
