import { setTimeout as delay } from 'node:timers/promises';
import { AuditTree, SequenceAuditRecords, SignCheckpoint, CheckpointKeys } from '@gatehouse/audit';
import { AlertSink, AuditTrail, Clock, UnitOfWork } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { ensureTree } from '../audit-log/ensure-audit-log.ts';
import type { Bench, BenchRow, Figure } from '../bench-row.ts';
import { lanes } from '../compare.ts';

const AT_ONCE = 500;
const RATE = 5000;
const SECONDS = 60;
const TICK_MS = 20;
const TURN_MS = 200;
const CHECKPOINT_MS = 10_000;

const TABLE = `
  CREATE TABLE IF NOT EXISTS bench_events (id bigint PRIMARY KEY, content text NOT NULL, mac text NOT NULL);
  TRUNCATE bench_events;
  GRANT INSERT ON bench_events TO gatehouse_app`;
const INSERT = 'INSERT INTO bench_events SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])';

/**
 * Events that are signed, stored and given their leaves, against rows of the same size written to a bare table, as many at
 * once. Then 5,000 events a second for a minute: does the queue of those without a leaf stay short?
 */
export const auditSequencer: BenchRow = {
  name: 'audit-sequencer',
  prepare: async (bench) => {
    await ensureTree(bench);
    const { api } = bench;
    const [trail, tree] = [api.get(AuditTrail, { strict: false }), api.get(AuditTree)];
    const [unitOfWork, clock] = [api.get(UnitOfWork, { strict: false }), api.get(Clock, { strict: false })];
    const sequence = new SequenceAuditRecords(tree, unitOfWork, api.get(AlertSink, { strict: false }));
    const sign = new SignCheckpoint(tree, api.get(CheckpointKeys), unitOfWork, clock);
    const write = lanes(AT_ONCE, () => trail.recordAlone(event()));
    const drain = async () => {
      while ((await sequence.execute(undefined))?.more);
    };
    return {
      product: async (milliseconds) => {
        const sequencing = sequenceUntil(sequence, sign);
        const written = await write(milliseconds);
        await sequencing.stop();
        await drain();
        return written;
      },
      floor: await bareTable(bench),
      figures: async () => {
        const sequencing = sequenceUntil(sequence, sign);
        const { written, longest, seconds } = await sustain(trail, tree);
        await sequencing.stop();
        const [left, drainedAt] = [await tree.countPending(), performance.now()];
        await drain();
        bench.say(
          `${written} events in ${seconds.toFixed(1)} s; ${left} left at the end, drained in ${Math.round(performance.now() - drainedAt)} ms`,
        );
        return sustained({ rate: written / seconds, longest, share: sequencing.busyShare() });
      },
    };
  },
};

function sustained({ rate, longest, share }: { rate: number; longest: number; share: number }): readonly Figure[] {
  return [
    { name: 'events a second for a minute', value: rate, unit: '/s', atLeast: RATE * 0.99 },
    // two seconds of events: a queue that grows passes it within the minute
    { name: 'longest queue', value: longest, unit: 'rows', atMost: RATE * 2 },
    { name: 'time that the sequencer works', value: share * 100, unit: '%' },
  ];
}

function event() {
  return {
    type: 'auth_failure',
    action: 'login',
    status: 'failure',
    reason: 'wrong_password',
    details: { login: `user-${Math.floor(Math.random() * 3000)}`, remaining: 3, method: 'password' },
  } as const;
}

/** What the worker does, in this process: a turn a moment after the last, a checkpoint every ten seconds. */
function sequenceUntil(sequence: SequenceAuditRecords, sign: SignCheckpoint) {
  let [running, busy] = [true, 0];
  const [startedAt, stopping] = [performance.now(), new AbortController()];
  let signedAt = startedAt;
  const run = async () => {
    while (running) {
      const turnAt = performance.now();
      const batch = await sequence.execute(undefined);
      if (performance.now() - signedAt > CHECKPOINT_MS) {
        await sign.execute(undefined);
        signedAt = performance.now();
      }
      busy += performance.now() - turnAt;
      if (!batch?.more) await delay(TURN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    stop: async () => {
      running = false;
      stopping.abort();
      await ended;
    },
    busyShare: () => busy / (performance.now() - startedAt),
  };
}

/** As many events as are due by the clock, whether the last ones are done or not. */
async function sustain(trail: AuditTrail, tree: AuditTree) {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const waiting = new Set<Promise<void>>();
  let [asked, written, longest, observedAt] = [0, 0, 0, 0];
  while (seconds() < SECONDS) {
    for (const due = Math.floor(seconds() * RATE); asked < due && waiting.size < 9000; asked += 1) {
      const one = trail.recordAlone(event()).then(() => {
        written += 1;
        waiting.delete(one);
      });
      waiting.add(one);
    }
    if (seconds() - observedAt > 1) {
      observedAt = seconds();
      longest = Math.max(longest, await tree.countPending());
    }
    await delay(TICK_MS);
  }
  await Promise.all(waiting);
  return { written, longest, seconds: seconds() };
}

/** Groups of as many rows as the product's, each group one insert. */
async function bareTable({ pool, owner }: Bench) {
  await owner.query(TABLE);
  let next = 1;
  const [content, mac] = ['x'.repeat(600), uuidv7(new Date()).repeat(2).slice(0, 64)];
  const group = () => {
    const ids = Array.from({ length: AT_ONCE }, () => next++);
    return pool.query(INSERT, [ids, ids.map(() => content), ids.map(() => mac)]);
  };
  const work = lanes(1, group);
  return async (milliseconds: number) => (await work(milliseconds)) * AT_ONCE;
}
