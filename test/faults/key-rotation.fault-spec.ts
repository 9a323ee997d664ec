import { unwrap } from '@gatehouse/api-client';
import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type SignedIn, signInAsAdmin, until } from '../e2e/support/session.ts';
import { about } from '../support/about.ts';
import { type CliProcess, startCommand } from './support/cli-process.ts';
import { SigningKeysGate } from './support/signing-keys-gate.ts';

const PROCESSES = 8;
/** Stands in the names of the keys in Redis. */
const INSTALLATION = 'faults';
/** The test decides how long a statement waits: that is no fault, and not slow. */
const PATIENT = {
  DATABASE_LOCK_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  SLOW_OPERATION_MS: '60000',
  NO_COLOR: '1',
};
// ten seconds of it are the lock's; eight processes that start at once take the rest on a busy machine
jest.setTimeout(240_000);
let gatehouse: Gatehouse;
let session: SignedIn;
let redis: Redis;
let gate: SigningKeysGate | undefined;
let processes: CliProcess[];

beforeEach(async () => {
  gate = undefined;
  processes = [];
  gatehouse = await startGatehouse({
    ownServers: true,
    worker: false,
    environment: { INSTALLATION_NAME: INSTALLATION },
  });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  // as if the system had run for hours: the next key is known to everybody
  await gatehouse.owner.query(`UPDATE jwt_keys SET created_at = created_at - interval '5 hours'`);
  const { REDIS_URL: url = '', REDIS_PASSWORD: password = '' } = gatehouse.environment;
  redis = new Redis(url, { password, keyPrefix: `gatehouse:${INSTALLATION}:` });
  redis.on('error', () => undefined); // one of the tests kills it
});
afterEach(async () => {
  await gate?.open();
  for (const { close } of processes) close();
  redis.disconnect();
  await gatehouse.stop();
});

async function startRotations(count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => ['keys', 'rotate', `number ${index}`]);
  processes = await Promise.all(names.map((words) => startCommand(gatehouse, words, PATIENT)));
}
const lockHeld = () => redis.exists('lock:signing-keys');
const fenceGiven = async () => Number(await redis.get('fence:signing-keys'));
const keys = async () =>
  (
    await gatehouse.owner.query<{ status: string; fence: string }>('SELECT status, fence FROM jwt_keys ORDER BY status')
  ).rows.map(({ status, fence }) => ({ status, fence: Number(fence) }));
const statuses = async () => (await keys()).map(({ status }) => status);
const eventsOf = async (type: 'key_rotated' | 'key_rotation_refused') =>
  (await unwrap(session.client.GET('/api/audit', { params: { query: { type: [type] } } }))).items;
const rotations = async () => (await eventsOf('key_rotated')).filter(({ action }) => action === 'rotate signing key');

interface Waiting {
  readonly client_port: number;
  readonly query: string;
}
const ownerOf = ({ client_port }: Waiting) => processes.find(({ owns }) => owns(client_port));
/** Each waits with one statement at least; one that has waited for long looks at the published keys again meanwhile. */
const allWait = (waiting: readonly Waiting[]) => new Set(waiting.map(ownerOf)).size === processes.length;

/** Sees the sessions of the application's own role with their statements, which the owner of the schema does not. */
async function watchSessions<T>(watch: (waiting: () => Promise<Waiting[]>) => Promise<T>): Promise<T> {
  const { DATABASE_PORT, DATABASE_NAME, DATABASE_PASSWORD } = gatehouse.environment;
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(DATABASE_PORT),
    database: DATABASE_NAME,
    user: 'gatehouse_app',
    password: DATABASE_PASSWORD,
  });
  await client.connect();
  try {
    return await watch(async () => {
      const early = processes.map(({ ending }) => ending()).find((ending) => ending !== undefined);
      if (early) throw new Error(`A process ended too early:\n${early.stderr}${early.stdout}`);
      const { rows } = await client.query<Waiting>(
        `SELECT client_port, query FROM pg_stat_activity
         WHERE application_name = 'gatehouse-cli' AND datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows;
    });
  } finally {
    await client.end();
  }
}

/**
 * Runs the processes statement by statement, all abreast, until one of them holds the lock in Redis. It then waits at the
 * gate with its first statement under the lock, the reading of the keys; all others wait to try for the lock again.
 */
function runUntilOneHoldsTheLock(): Promise<CliProcess> {
  return watchSessions(async (waiting) => {
    for (;;) {
      await until(waiting, allWait, 20);
      if ((await lockHeld()) === 1) break;
      await gate?.letOneThrough();
    }
    // the only statement that reads all keys in their order
    const isUnderTheLock = ({ query }: Waiting) => query.includes('ORDER BY');
    const found = (await until(waiting, (all) => all.some(isUnderTheLock), 20)).filter(isUnderTheLock);
    expect(found).toHaveLength(1);
    return ownerOf(found[0]!)!;
  });
}

async function expectOneRotation(others: readonly CliProcess[]): Promise<void> {
  const endings = await Promise.all(others.map(({ ended }) => ended));
  // a busy machine may make them warn, of a slow Redis for one
  for (const { code, stderr } of endings) await about(stderr, async () => expect(code).toBe(0));
  const answers = endings.map(({ stdout }) => JSON.parse(stdout) as { outcome: string; current: string });
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['rotated']));
  expect(new Set(answers.map(({ current }) => current)).size).toBe(1);
  expect(await statuses()).toEqual(['current', 'next', 'previous']);
  expect(await rotations()).toHaveLength(1);
}

describe('eight processes that rotate at once', () => {
  it('make one new key, and the one that was stopped while it held the lock is refused when it goes on', async () => {
    gate = await SigningKeysGate.close(gatehouse.owner);
    await startRotations(PROCESSES);
    const holder = await runUntilOneHoldsTheLock();
    holder.child.kill('SIGSTOP');
    const staleFence = await fenceGiven();
    await gate.open();
    // what it asked for waits in its socket; the others wait until its lock has run out
    await expectOneRotation(processes.filter((other) => other !== holder));
    expect(holder.ending()).toBeUndefined();
    expect(await eventsOf('key_rotation_refused')).toEqual([]);
    const afterwards = await keys();
    expect(Math.max(...afterwards.map(({ fence }) => fence))).toBeGreaterThanOrEqual(staleFence);

    holder.child.kill('SIGCONT');
    const { code, stderr } = await holder.ended;
    expect(code).not.toBe(0);
    expect(stderr).toContain('Another process changed the keys in the meantime');
    expect(stderr).toContain("kind: 'key_rotation_refused'");
    expect(await keys()).toEqual(afterwards);
    expect(await eventsOf('key_rotation_refused')).toMatchObject([{ status: 'denied' }]);
    expect(await rotations()).toHaveLength(1);
  });

  it('make one new key while Redis is unavailable', async () => {
    await gatehouse.kill('redis');
    gate = await SigningKeysGate.close(gatehouse.owner);
    await startRotations(PROCESSES);
    await watchSessions((waiting) => until(waiting, allWait, 20));
    await gate.open();
    const endings = await Promise.all(processes.map(({ ended }) => ended));
    expect(endings.map(({ code }) => code)).toEqual(processes.map(() => 0));
    expect(await statuses()).toEqual(['current', 'next', 'previous']);
    await gatehouse.restart('redis');
    expect(await rotations()).toHaveLength(1);
  });
});
