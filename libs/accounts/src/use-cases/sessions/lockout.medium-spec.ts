import type { GatehouseError } from '@gatehouse/contracts';
import { runInRequestContext } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FixedClock } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ONE_TIME_PASSWORD, type Replica, startReplica } from '../../accounts.fixture.ts';

let db: TestDatabase;
let clock: FixedClock;
let replica: Replica;
let other: Replica;

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  clock = new FixedClock('2026-03-01T12:00:00Z');
  [replica, other] = await Promise.all([startReplica(db, clock), startReplica(db, clock)]);
  await replica.ensureFirstAdmin.execute();
});
afterEach(async () => {
  await Promise.all([replica.close(), other.close()]);
  await db.owner.query('TRUNCATE users, refresh_families, refresh_tokens, sign_in_attempts CASCADE');
});
afterAll(() => db.close());

const from = <T>(ip: string, work: () => Promise<T>) =>
  runInRequestContext({ requestId: 'test', ip, userAgent: 'test' }, work);
interface Tried {
  readonly code: string;
  readonly retryAfter: number | undefined;
}
const attempt = (password: string, login = 'admin', at = replica, ip = '192.0.2.1'): Promise<Tried> =>
  from(ip, () => at.signIn.execute({ login, password })).then(
    () => ({ code: 'done', retryAfter: undefined }),
    (error: unknown) => {
      const { code, retryAfter } = error as GatehouseError;
      return { code, retryAfter };
    },
  );
const wrong = (login?: string, at?: Replica, ip?: string) => attempt('a wrong passphrase', login, at, ip);
const right = (ip?: string) => attempt(ONE_TIME_PASSWORD, 'admin', replica, ip);
const fail = async (times: number) => {
  for (let count = 0; count < times; count++) expect((await wrong()).code).toBe('LOGIN_FAILED');
};

describe('the lock of an account', () => {
  it('looks at no more than ten of fifty wrong passwords that arrive together at two replicas', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => wrong('admin', index % 2 === 0 ? replica : other)),
    );
    const counts = Map.groupBy(outcomes, ({ code }) => code);
    expect(counts.get('LOGIN_FAILED')).toHaveLength(10);
    expect(counts.get('LOGIN_LOCKED')).toHaveLength(40);
    const locks = [...replica.audit.entries, ...other.audit.entries].filter(({ type }) => type === 'auth_locked');
    expect(locks).toHaveLength(1);
  });

  it('refuses the right password too while it lasts, says for how long, and ends by itself', async () => {
    await fail(10);
    clock.advance({ seconds: 20 });
    expect(await right()).toEqual({ code: 'LOGIN_LOCKED', retryAfter: 40 });
    clock.advance({ seconds: 40 });
    expect((await right()).code).toBe('done');
  });

  it('gets twice as long with each guess that goes on, up to an hour, and short again after a quiet day', async () => {
    const lengths = [];
    for (let round = 0; round < 8; round++) {
      await fail(10);
      const { retryAfter = 0 } = await wrong();
      lengths.push(retryAfter);
      clock.advance({ seconds: retryAfter });
    }
    expect(lengths).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600]);
    clock.advance({ days: 1, seconds: 1 });
    await fail(10);
    expect((await wrong()).retryAfter).toBe(60);
  });

  it.each([{ hours: -2 }, { days: -2 }])(
    'lasts no longer for a clock that was set back by %j, and a window that was open counts no more',
    async (jump) => {
      await fail(10);
      expect((await wrong()).code).toBe('LOGIN_LOCKED');
      await Promise.all(Array.from({ length: 9 }, () => wrong('admin', replica, '192.0.2.2')));
      clock.advance(jump);
      expect((await wrong('admin', replica, '192.0.2.2')).code).toBe('LOGIN_FAILED');
      expect((await wrong('admin', replica, '192.0.2.2')).code).toBe('LOGIN_FAILED');
      expect((await right()).code).toBe('done');
    },
  );

  it('stands while the clocks of the replicas differ, and so does the count before it', async () => {
    const behind = await startReplica(db, new FixedClock(new Date(clock.now().getTime() - 5000)));
    await fail(9);
    expect((await wrong('admin', behind)).code).toBe('LOGIN_FAILED');
    for (const at of [behind, replica]) expect((await wrong('admin', at)).code).toBe('LOGIN_LOCKED');
    await behind.close();
  });

  it('is far away for whoever mistypes now and then', async () => {
    for (let count = 0; count < 40; count++) {
      expect((await wrong()).code).toBe('LOGIN_FAILED');
      clock.advance({ minutes: 2 });
    }
    await fail(5);
    expect((await right()).code).toBe('done');
    await fail(9);
    expect((await right()).code).toBe('done');
  });

  it('keeps nobody out who was signed in at the same address lately, so that guessing elsewhere locks nobody out', async () => {
    expect((await right('198.51.100.7')).code).toBe('done');
    await fail(10);
    expect((await right('192.0.2.1')).code).toBe('LOGIN_LOCKED');
    expect((await right('198.51.100.7')).code).toBe('done');
    for (let count = 0; count < 10; count++) await wrong('admin', replica, '198.51.100.7');
    expect((await right('198.51.100.7')).code).toBe('LOGIN_LOCKED');
  });

  it('is the same for a login that nobody has, so that it tells nothing', async () => {
    const answers = async (login: string) => {
      const codes = [];
      for (let count = 0; count < 12; count++) codes.push(await wrong(login));
      return codes;
    };
    expect(await answers('nobody')).toEqual(await answers('admin'));
    const { rows } = await db.owner.query<{ subject: string }>('SELECT subject FROM sign_in_attempts ORDER BY subject');
    expect(rows.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^login:hmac:/),
      expect.stringMatching(/^user:[0-9a-f-]{36}$/),
    ]);
  });

  it('is put on record, and raises an alert where it is the account of somebody', async () => {
    for (const login of ['admin', 'nobody']) for (let count = 0; count < 10; count++) await wrong(login);
    const [{ id }] = (await db.owner.query<{ id: string }>('SELECT id FROM users')).rows as [{ id: string }];
    const locks = replica.audit.entries.filter(({ type }) => type === 'auth_locked');
    const until = new Date(clock.now().getTime() + 60_000).toISOString();
    expect(locks).toMatchObject([
      { resource: { type: 'user', id }, reason: 'too_many_attempts', details: { until } },
      { details: { until, login: expect.stringMatching(/^hmac:/) } },
    ]);
    expect(locks[1]).not.toHaveProperty('resource');
    expect(replica.alerts.alerts).toMatchObject([{ kind: 'account_locked', dedupeKey: `account-locked:${id}` }]);
  });

  it('has no entry without its alert, but the failure has', async () => {
    await fail(9);
    replica.alerts.failNext();
    await expect(from('203.0.113.9', () => replica.signIn.execute({ login: 'admin', password: 'x' }))).rejects.toThrow(
      'alerts cannot be written',
    );
    expect(replica.audit.types.slice(-2)).toEqual(['auth_failure', 'auth_failure']);
  });

  it('counts each attempt by how it ended, without a name', async () => {
    await fail(10);
    await wrong();
    await wrong('nobody');
    expect(replica.metrics.outcomes).toEqual([...Array<string>(10).fill('wrong_password'), 'locked', 'unknown_login']);
  });

  it('forgets what nobody asks about any more', async () => {
    await wrong('nobody');
    clock.advance({ days: 2 });
    await wrong();
    const { rows } = await db.owner.query('SELECT 1 FROM sign_in_attempts');
    expect(rows).toHaveLength(1);
  });
});
