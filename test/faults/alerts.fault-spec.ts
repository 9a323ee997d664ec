import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eicarInsidePdf, type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendFile, type SignedIn, signInAsAdmin, until, type UploadAnswer } from '../e2e/support/session.ts';
import { DeliveryGate } from './support/delivery-gate.ts';
import { startWorker, type WorkerProcess } from './support/worker-process.ts';

/** In the gap between the commit and the announcement. */
const KILLS = 50;
/** Before them, where a verdict and its alert are written: neither may be there without the other. */
const EARLY_KILLS = 2;
/** Workers that start while others are at work, so that no processor is idle. */
const LANES = 3;
/** Fifty workers that start take their time on a busy machine. */
const TIMEOUT_MS = 600_000;

let gatehouse: Gatehouse;
let session: SignedIn;
let gate: DeliveryGate;
let begun = 0;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-alerts-'));
const running = new Set<WorkerProcess>();
const logs: string[] = [];
const infected: string[] = [];

beforeAll(async () => {
  gatehouse = await startGatehouse({ worker: false, ownServers: true, environment: { RATE_LIMIT_UPLOAD: '100000' } });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
  gate = await DeliveryGate.close(gatehouse.owner, EARLY_KILLS + KILLS);
});
afterAll(async () => {
  begun = EARLY_KILLS + KILLS;
  await gate.open();
  await Promise.all([...running].map((worker) => worker.stop()));
  await gatehouse.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(name: string, environment?: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const worker = await startWorker(gatehouse, folder, name, environment);
  running.add(worker);
  return worker;
}
async function end(worker: WorkerProcess, how: 'kill' | 'stop'): Promise<void> {
  await worker[how]();
  running.delete(worker);
  logs.push(worker.log());
}

async function uploadMalware(): Promise<string> {
  const file = { bytes: eicarInsidePdf(), name: 'invoice.pdf', type: 'application/pdf' };
  const { id } = (await (await sendFile(gatehouse.baseUrl, session.token, file)).json()) as UploadAnswer;
  infected.push(id);
  return id;
}

interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly upload: string;
  readonly delivered: boolean;
}
async function alertRows(): Promise<readonly AlertRow[]> {
  const { rows } = await gatehouse.owner.query<AlertRow>(
    `SELECT id, kind, details ->> 'uploadId' AS upload, delivered_at IS NOT NULL AS delivered FROM alerts`,
  );
  return rows;
}
async function isAlerted(upload: string): Promise<boolean> {
  const sql = `SELECT 1 FROM alerts WHERE details ->> 'uploadId' = $1`;
  return (await gatehouse.owner.query(sql, [upload])).rows.length > 0;
}
const announced = () =>
  logs.flatMap((log) => [...log.matchAll(/"alertId":"([0-9a-f-]+)"/g)].map(([, alertId]) => alertId));
const jobsLeft = async () => (await gatehouse.owner.query('SELECT 1 FROM outbox')).rows.length;

/** Kills a worker while Postgres holds it at one of its alerts. */
async function killAtItsAlert(number: number, place: 'INSERT' | 'UPDATE'): Promise<void> {
  const worker = await start(`worker-${number}`, gate.environmentOf(number, place));
  const isHeld = async () => (await gate.held()).has(number);
  while (!(await isHeld())) {
    const upload = await uploadMalware();
    // another worker may be given this one; then the next upload is for this worker
    await until(async () => (await isHeld()) || (await isAlerted(upload)), Boolean, 25);
  }
  await end(worker, 'kill');
}

describe('after kill -9 of the worker between commit and announcement', () => {
  it(
    `${KILLS} times, every infected upload has its alert, and it is announced exactly once`,
    async () => {
      while (begun < EARLY_KILLS) await killAtItsAlert((begun += 1), 'INSERT');
      const lane = async () => {
        while (begun < EARLY_KILLS + KILLS) await killAtItsAlert((begun += 1), 'UPDATE');
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      expect(logs).toHaveLength(EARLY_KILLS + KILLS);
      expect(announced()).toEqual([]);
      expect((await alertRows()).filter(({ delivered }) => delivered)).toEqual([]);

      // Redis loses everything as well, and half a minute passes, after which work is handed over again
      await gatehouse.kill('redis');
      await gate.open();
      await gatehouse.restart('redis', { wipe: true });
      await gatehouse.owner.query(`UPDATE outbox SET published_at = published_at - interval '31 seconds'`);
      const last = await start('last');
      await until(jobsLeft, (count) => count === 0);
      // each delivery is asked for once more
      await gatehouse.owner.query(
        `INSERT INTO outbox (id, name, payload, request_id)
       SELECT gen_random_uuid(), 'deliver-alert', jsonb_build_object('alertId', id), 'again' FROM alerts`,
      );
      await until(jobsLeft, (count) => count === 0);
      await end(last, 'stop');

      const rows = await alertRows();
      expect(rows.map(({ upload }) => upload).sort()).toEqual([...infected].sort());
      expect(rows.filter(({ kind, delivered }) => kind !== 'file_infected' || !delivered)).toEqual([]);
      expect(announced().sort()).toEqual(rows.map(({ id }) => id).sort());
      const { rows: uploads } = await gatehouse.owner.query<{ id: string }>(
        `SELECT id FROM uploads WHERE status = 'infected'`,
      );
      expect(uploads.map(({ id }) => id).sort()).toEqual([...infected].sort());
    },
    TIMEOUT_MS,
  );
});
