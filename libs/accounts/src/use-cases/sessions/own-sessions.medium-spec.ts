import { randomUUID } from 'node:crypto';
import { runInRequestContext } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ONE_TIME_PASSWORD, type Replica, startReplica } from '../../accounts.fixture.ts';

let db: TestDatabase;
let clock: FixedClock;
let replica: Replica;

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  clock = new FixedClock('2026-03-01T12:00:00Z');
  replica = await startReplica(db, clock);
  await replica.ensureFirstAdmin.execute();
});
afterEach(async () => {
  await replica.close();
  await db.owner.query('TRUNCATE users, refresh_families, refresh_tokens, sign_in_attempts CASCADE');
});
afterAll(() => db.close());

const signIn = (ip: string, userAgent: string) =>
  runInRequestContext({ requestId: 'test', ip, userAgent }, () =>
    replica.signIn.execute({ login: 'admin', password: ONE_TIME_PASSWORD }),
  );
const refreshFails = (token: string) =>
  expect(replica.refreshSession.execute(token)).rejects.toMatchObject({ code: 'REFRESH_FAILED' });

describe('own sessions', () => {
  it('say where and when each was used last, the newest first', async () => {
    const first = await signIn('192.0.2.1', 'Browser One');
    clock.advance({ minutes: 5 });
    const second = await signIn('2001:db8::1', 'x'.repeat(5000));
    clock.advance({ minutes: 5 });
    await runInRequestContext({ requestId: 'test', ip: '192.0.2.9', userAgent: 'Browser One, updated' }, () =>
      replica.refreshSession.execute(first.refresh.token),
    );
    const sessions = await replica.listOwnSessions.execute(first.user.id);
    expect(sessions).toMatchObject([
      {
        id: first.sessionId,
        ipAddress: '192.0.2.9',
        userAgent: 'Browser One, updated',
        createdAt: new Date('2026-03-01T12:00:00Z'),
        lastUsedAt: new Date('2026-03-01T12:10:00Z'),
      },
      { id: second.sessionId, ipAddress: '2001:db8::1', userAgent: 'x'.repeat(300) },
    ]);
  });

  it('leave out those that ended, ran out or were idle for too long', async () => {
    const idle = await signIn('192.0.2.1', 'idle');
    clock.advance({ days: 6 });
    const left = await signIn('192.0.2.1', 'left');
    await replica.signOut.execute(left.refresh.token);
    const kept = await signIn('192.0.2.1', 'kept');
    clock.advance({ days: 1 });
    const sessions = await replica.listOwnSessions.execute(kept.user.id);
    expect(sessions.map(({ id }) => id)).toEqual([kept.sessionId]);
    await refreshFails(idle.refresh.token);
  });

  it('end one by one, with their access tokens, once, and in the audit log', async () => {
    const [here, there] = [await signIn('192.0.2.1', 'here'), await signIn('192.0.2.2', 'there')];
    replica.audit.entries.length = 0;
    await replica.endOwnSession.execute(here.user.id, there.sessionId);
    await refreshFails(there.refresh.token);
    expect(replica.revoker.revoked).toContainEqual({ kind: 'sid', id: there.sessionId });
    await expect(replica.endOwnSession.execute(here.user.id, there.sessionId)).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
    await expect(replica.refreshSession.execute(here.refresh.token)).resolves.toBeDefined();
    expect(replica.audit.entries.filter(({ type }) => type === 'session_ended')).toMatchObject([
      { resource: { type: 'session', id: there.sessionId } },
    ]);
  });

  it('of others can be neither seen nor ended', async () => {
    const { sessionId, refresh } = await signIn('192.0.2.1', 'mine');
    const stranger = randomUUID();
    await expect(replica.listOwnSessions.execute(stranger)).resolves.toEqual([]);
    await expect(replica.endOwnSession.execute(stranger, sessionId)).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
    });
    await expect(replica.refreshSession.execute(refresh.token)).resolves.toBeDefined();
  });

  it('end all but the one that asks', async () => {
    const [here, one, two] = [await signIn('a', 'here'), await signIn('b', 'one'), await signIn('c', 'two')];
    await expect(replica.endOtherSessions.execute(here.user.id, here.sessionId)).resolves.toBe(2);
    for (const { refresh, sessionId } of [one, two]) {
      await refreshFails(refresh.token);
      expect(replica.revoker.revoked).toContainEqual({ kind: 'sid', id: sessionId });
    }
    await expect(replica.refreshSession.execute(here.refresh.token)).resolves.toBeDefined();
    expect(replica.audit.entries.find(({ type }) => type === 'session_ended')).toMatchObject({
      details: { sessionsEnded: 2 },
    });
  });

  it('go on when the audit entry cannot be written', async () => {
    const { user, sessionId, refresh } = await signIn('192.0.2.1', 'mine');
    replica.audit.failNext();
    await expect(replica.endOwnSession.execute(user.id, sessionId)).rejects.toThrow('the audit log is unavailable');
    await expect(replica.refreshSession.execute(refresh.token)).resolves.toBeDefined();
  });

  it('end with their access tokens when a used refresh token comes back', async () => {
    const { refresh, sessionId } = await signIn('192.0.2.1', 'stolen');
    await replica.refreshSession.execute(refresh.token);
    clock.advance({ seconds: 31 });
    await refreshFails(refresh.token);
    expect(replica.revoker.revoked).toContainEqual({ kind: 'sid', id: sessionId });
    await expect(replica.listOwnSessions.execute(sessionId)).resolves.toEqual([]);
  });
});
