import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { signInAsAdmin, until } from '../e2e/support/session.ts';
import { freePorts, notedPids, npmStart, type NpmStart, openToOthers, type Ports } from './support/npm-start.ts';

/** On a machine that has nothing else to do. */
const STOPS_WITHIN_MS = 10_000;
const LANES = 8;
// two starts, each of which builds what is stale
jest.setTimeout(600_000);

/** How many times longer everything takes, because there is more to do than there are processors. */
const slowdown = () => Math.max(1, loadavg()[0]! / availableParallelism());

let stateDir: string;
let ports: Ports;
let started: NpmStart;

beforeAll(async () => {
  ports = await freePorts();
  stateDir = join(mkdtempSync(join(tmpdir(), 'gatehouse-start-')), 'state');
});
afterAll(async () => {
  started.npm.kill('SIGKILL');
  await until(
    () => Promise.resolve(notedPids(stateDir)),
    (left) => left.length === 0,
  );
  const database = realpathSync(join(stateDir, 'postgres'));
  for (const folder of [database, join(stateDir, '..')]) rmSync(folder, { recursive: true, force: true });
});

/** A request on a connection of its own. */
function fresh(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    }).once('error', reject);
  });
}

it('stops within ten seconds when npm is told to, drops no request that was accepted, and keeps every write', async () => {
  started = npmStart(stateDir, ports);
  await started.running;
  const password = /Password {2}(\S+)/.exec(started.output())?.[1] ?? '';
  const session = await signInAsAdmin(started.baseUrl, password);
  expect(openToOthers(stateDir)).toEqual([]);

  const kept: string[] = [];
  const errors: unknown[] = [];
  let stopping = false;
  const write = async (lane: number) => {
    for (let count = 0; ; count += 1) {
      const key = `lane-${lane}.${count}`;
      const body = { key, value: 'v', category: 'load', type: 'string' } as const;
      const made = await session.client.POST('/api/secure-settings', { body }).catch(() => undefined);
      if (!made) return;
      if (made.response.status === 201) kept.push(key);
    }
  };
  const ask = async () => {
    for (;;) {
      try {
        await fresh(`${started.baseUrl}/api/health/live`);
      } catch (error) {
        // nobody listens any more, which is no dropped request
        if ((error as { code?: string }).code !== 'ECONNREFUSED') errors.push(error);
        if (stopping) return;
      }
    }
  };
  const load = [...Array.from({ length: LANES }, (_, lane) => write(lane)), ...Array.from({ length: LANES }, ask)];
  await until(
    () => Promise.resolve(kept.length),
    (count) => count >= 20,
  );

  const told = performance.now();
  stopping = true;
  started.npm.kill('SIGTERM');
  expect(await started.ended).toBe(0);
  expect(performance.now() - told).toBeLessThan(STOPS_WITHIN_MS * slowdown());
  await Promise.all(load);
  // a process that is held up between its last look for connections and the end of its listening leaves one to be reset for
  // each lane: the system had made it, but nobody had accepted it
  const isReset = (error: unknown) => (error as { code?: string }).code === 'ECONNRESET';
  expect(errors.filter((error) => !isReset(error))).toEqual([]);
  expect(errors.filter(isReset).length).toBeLessThanOrEqual(slowdown() > 1 ? LANES : 0);
  expect(notedPids(stateDir)).toEqual([]);

  started = npmStart(stateDir, ports);
  await started.running;
  const stored = await Promise.all(
    kept.map(async (key) => {
      const { response } = await session.client.GET('/api/secure-settings/{key}', { params: { path: { key } } });
      return response.status;
    }),
  );
  expect(new Set(stored)).toEqual(new Set([200]));
  // whoever has chosen a password is not sent to the one-time password
  expect(started.output()).toMatch(/Sign in {3}admin, with your password$/m);
});

it('stops everything when npm is killed outright', async () => {
  started.npm.kill('SIGKILL');
  const killed = performance.now();
  await until(
    () => Promise.resolve(notedPids(stateDir)),
    (left) => left.length === 0,
  );
  expect(performance.now() - killed).toBeLessThan(STOPS_WITHIN_MS * slowdown());
  await expect(fresh(`${started.baseUrl}/api/health/live`)).rejects.toThrow('ECONNREFUSED');
});
