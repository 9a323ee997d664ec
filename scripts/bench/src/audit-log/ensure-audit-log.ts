import { AuditTree, CheckpointKeys, SequenceAuditRecords, SignCheckpoint } from '@gatehouse/audit';
import { leafHashOf } from '@gatehouse/audit-bundle';
import { AlertSink, Clock, UnitOfWork } from '@gatehouse/contracts';
import { frontierSpans, growTree } from '@gatehouse/crypto';
import type { Pool } from 'pg';
import type { Bench } from '../bench-row.ts';
import { fillRows } from './fill-rows.ts';
import { fillWords } from './fill-words.ts';

const YEARS_MS = 2 * 365 * 86_400_000;
const LEAVES_AT_ONCE = 10_000;
const LEAVES_A_CHECKPOINT = 250_000;
const SAY_EVERY = 500_000;

interface Wanted {
  readonly rows: number;
  /** As the setting: the first line signs. */
  readonly secret: string;
  readonly say: (text: string) => void;
}

/** Two years of entries, made once; a log that was filled to a part is a fault. */
export async function ensureRows(owner: Pool, { rows, secret, say }: Wanted): Promise<void> {
  const found = await owner.query<{ last: string | null }>('SELECT max(id) AS last FROM audit_logs');
  const last = Number(found.rows[0]?.last ?? 0);
  if (last >= rows) return;
  if (last > 0)
    throw new Error(`The kept audit log has ${last} rows of ${rows}: remove its folder under .gatehouse/bench`);
  const onProgress = (done: number) => done % SAY_EVERY || say(`${done} rows`);
  const [first = ''] = secret.split(/\r?\n/);
  await fillRows(owner, { rows, from: new Date(Date.now() - YEARS_MS), secret: first, onProgress });
  say('their words');
  await fillWords(owner, rows);
}

interface LeafRow {
  readonly id: string;
  readonly timestamp: string;
  readonly canonical: string;
  readonly key_id: string;
  readonly signature: string;
}

/** Leaves, nodes and checkpoints for all rows without, by the product's own tree; the queue is left aside, as it is empty. */
export async function ensureTree({ api, owner, say }: Bench): Promise<void> {
  const [tree, unitOfWork] = [api.get(AuditTree), api.get(UnitOfWork, { strict: false })];
  const sign = new SignCheckpoint(tree, api.get(CheckpointKeys), unitOfWork, api.get(Clock, { strict: false }));
  const { size: before } = await tree.state();
  const read = async (after: string) => {
    const { rows } = await owner.query<LeafRow>(
      `SELECT id::text, to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp",
              canonical, key_id, signature
       FROM audit_logs
       WHERE audit_logs.id > $1 AND NOT EXISTS (SELECT FROM audit_pending WHERE audit_id = audit_logs.id)
       ORDER BY audit_logs.id LIMIT ${LEAVES_AT_ONCE}`,
      [after],
    );
    return rows;
  };
  const last = await owner.query<{ id: string }>('SELECT coalesce(max(audit_id), 0) AS id FROM audit_leaves');
  let next = read(last.rows[0]?.id ?? '0');
  let size = before;
  for (let rows = await next; rows.length > 0; rows = await next) {
    next = read(rows.at(-1)?.id ?? '');
    const leaves = rows.map((row) => ({ id: row.id, timestamp: row.timestamp, hash: leafHashOf(row) }));
    await unitOfWork.run(async () => {
      const turn = await tree.claim(undefined);
      if (!turn) throw new Error('Somebody else makes leaves');
      const spans = frontierSpans(turn.size);
      const stored = await tree.nodes(spans.filter(({ count }) => count > 0));
      const frontier = spans.map(({ level, first, count }) =>
        Array.from({ length: count }, (_, index) => stored(level, first + index)),
      );
      const hashes = leaves.map(({ hash }) => hash);
      const { nodes } = growTree(turn.size, frontier, hashes);
      await tree.grow({ fence: turn.fence, size: turn.size, leaves, nodes, taken: [] });
      size = turn.size + leaves.length;
    });
    if (size % LEAVES_A_CHECKPOINT < LEAVES_AT_ONCE) await sign.execute(undefined);
    if (size % SAY_EVERY < LEAVES_AT_ONCE) say(`${size} leaves`);
  }
  // what the product itself has written
  const sequence = new SequenceAuditRecords(tree, unitOfWork, api.get(AlertSink, { strict: false }));
  while ((await sequence.execute(undefined))?.more);
  await sign.execute(undefined);
  if (size > before) await owner.query('VACUUM (ANALYZE) audit_leaves, audit_tree_nodes');
}
