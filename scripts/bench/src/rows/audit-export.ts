import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ExportAuditLog } from '@gatehouse/audit';
import { runInRequestContext, TokenIssuer } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import type { Bench, BenchRow, Figure } from '../bench-row.ts';

const MIB = 2 ** 20;
const MOST_GROWTH_MIB = 64;
const SAMPLE_MS = 100;
/** How much of an export belongs to the warm-up: code is compiled, pools are filled, the heap finds its size. */
const WARM_UP_ROWS = 100_000;
/** What a leak would show in: of NDJSON the more, for both formats share all but how a line is written. */
const ROWS = { ndjson: 5_000_000, csv: 1_000_000 } as const;
/** Reads and throws away; another process, so that its memory is not counted. */
const RECEIVER = `
  const response = await fetch(process.argv[1], { headers: { authorization: process.argv[2] } });
  if (!response.ok) throw new Error(await response.text());
  let bytes = 0;
  for await (const chunk of response.body) bytes += chunk.length;
  process.stdout.write(String(bytes));`;

/** NDJSON of the oldest entries, against reading the same rows in the same pages. Memory is measured over HTTP. */
export const auditExport: BenchRow = {
  name: 'audit-export',
  prepare: (bench) => {
    const exportLog = bench.api.get(ExportAuditLog, { strict: false });
    return Promise.resolve({
      product: async (milliseconds) => {
        const [startedAt, context] = [performance.now(), { requestId: uuidv7(new Date()), ip: '127.0.0.1' }];
        let rows = 0;
        const batches = await runInRequestContext(context, () => exportLog.execute({}, 'ndjson'));
        for await (const batch of batches) {
          if (batch.length > 0) rows += 1000;
          if (performance.now() - startedAt > milliseconds) break;
        }
        return rows;
      },
      floor: pages(bench),
      figures: () => memory(bench),
    });
  },
};

function pages({ pool }: Bench) {
  return async (milliseconds: number) => {
    const startedAt = performance.now();
    let [rows, last]: [number, readonly [Date | string, string]] = [0, ['-infinity', '0']];
    while (performance.now() - startedAt < milliseconds) {
      const page = await pool.query<{ id: string; timestamp: Date }>(
        `SELECT id, event_type, event_category, "timestamp", user_id, service_account_id, partner_id, actor_role, session_id,
                ip_address, user_agent, resource_type, resource_id, resource_version, action, status, reason, details,
                request_id, tenant, key_id, signature
         FROM audit_logs WHERE "timestamp" >= $1 AND ("timestamp", id) > ($1, $2) ORDER BY "timestamp", id LIMIT 1000`,
        [...last],
      );
      const end = page.rows.at(-1);
      if (!end) break;
      last = [end.timestamp, end.id];
      rows += page.rows.length;
    }
    return rows;
  };
}

async function memory({ api, owner, say }: Bench): Promise<readonly Figure[]> {
  await api.listen(0, '127.0.0.1');
  const figures: Figure[] = [];
  for (const format of ['ndjson', 'csv'] as const) {
    await download(api, `format=${format}&to=${await timeOf(owner, WARM_UP_ROWS)}`);
    const before = process.memoryUsage().rss;
    const measuring = new AbortController();
    const peak = highest(measuring.signal);
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    const bytes = await download(api, `format=${format}&to=${await timeOf(owner, ROWS[format])}`);
    const [seconds, { user, system }] = [(performance.now() - startedAt) / 1000, process.cpuUsage(cpu)];
    measuring.abort();
    const [mib, busy] = [Math.round(bytes / MIB), ((user + system) / 1e6).toFixed(0)];
    say(
      `${format}: ${mib} MiB in ${seconds.toFixed(0)} s, ${busy} s of processor time, RSS before ${toMib(before)} MiB`,
    );
    const value = toMib((await peak) - before);
    figures.push({ name: `growth of memory, ${format}`, value, unit: 'MiB', atMost: MOST_GROWTH_MIB });
  }
  return figures;
}

/** Ids are in the order of time; the last row's when there are not that many. */
async function timeOf(owner: Bench['owner'], id: number): Promise<string> {
  const { rows } = await owner.query<{ at: string }>(
    `SELECT to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
     FROM audit_logs WHERE audit_logs.id <= $1 ORDER BY audit_logs.id DESC LIMIT 1`,
    [id],
  );
  return rows[0]?.at ?? '';
}

async function download(api: Bench['api'], query: string): Promise<number> {
  const { port } = (api.getHttpServer() as { address(): AddressInfo }).address();
  const subject = { kind: 'user', role: 'auditor', scope: '' } as const;
  const [id, sessionId] = [uuidv7(new Date()), uuidv7(new Date())];
  const { token } = await api.get(TokenIssuer).issue({ subject: id, sessionId, ...subject });
  const args = ['--input-type=module', '-e', RECEIVER, `http://127.0.0.1:${port}/api/audit/export?${query}`];
  const receiver = spawn(process.execPath, [...args, `Bearer ${token}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  receiver.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const [code] = (await once(receiver, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The export broke off: ${query}`);
  return Number(told);
}

async function highest(signal: AbortSignal): Promise<number> {
  let most = 0;
  while (!signal.aborted) {
    most = Math.max(most, process.memoryUsage().rss);
    await delay(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
  return most;
}

function toMib(bytes: number): number {
  return Math.round(bytes / MIB);
}
