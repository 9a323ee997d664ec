import 'reflect-metadata';
import { auditConfig } from '@gatehouse/audit';
import { loadConfig } from '@gatehouse/config';
import { databaseConfig, databaseOwnerConfig } from '@gatehouse/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { AppModule } from '../../../apps/api/src/app.module.ts';
import { apiConfigSections } from '../../../apps/api/src/config-sections.ts';
import { createApi } from '../../../apps/api/src/create-api.ts';
import { isOnAuditLog } from '../on-audit-log.mjs';
import { ensureRows } from './audit-log/ensure-audit-log.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { compare } from './compare.ts';
import { rows } from './rows/index.ts';

/** Many short ones: what else the machine does then hits both sides of a round alike. */
const ROUNDS = { count: 45, eachMs: 300 };

/** Measures the rows that are named, or all, and sends each result to the process that asked for it. */
async function main(names: readonly string[]): Promise<void> {
  const auditRows = Number(process.env['BENCH_AUDIT_ROWS'] ?? 0);
  const chosen = choose(names, auditRows > 0);
  const say = (text: string) => void process.send?.(text);
  const config = loadConfig([...apiConfigSections, databaseOwnerConfig], process.env);
  const { host, port, name: database } = config.get(databaseConfig);
  const { user, password } = config.get(databaseOwnerConfig);
  const owner = new pg.Pool({ host, port, database, user, password, max: 4 });
  // before the API adds entries of its own
  if (auditRows > 0) await ensureRows(owner, { rows: auditRows, secret: config.get(auditConfig).secretKey, say });
  const api = await createApi(AppModule.forRoot(config));
  await api.init();
  const { master } = api.get(DataSource).driver as unknown as { readonly master: pg.Pool };
  const bench: Bench = { api, owner, pool: master, say };
  for (const row of chosen) await measure(row, bench);
  await api.close();
  await owner.end();
}

async function measure(row: BenchRow, bench: Bench): Promise<void> {
  const contest = await row.prepare(bench);
  try {
    const { name, target, rounds = ROUNDS } = row;
    const compared = await compare(contest, rounds);
    const figures = (await contest.figures?.()) ?? [];
    process.send?.({ name, ...(target !== undefined && { target }), ...compared, figures });
  } finally {
    await contest.close?.();
  }
}

function choose(names: readonly string[], onLog: boolean): readonly BenchRow[] {
  const unknown = names.filter((name) => rows.every((row) => row.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no row ${unknown.join(', ')}. Rows: ${rows.map(({ name }) => name).join(', ')}`);
  return names.length === 0
    ? rows.filter(({ name }) => isOnAuditLog(name) === onLog)
    : rows.filter(({ name }) => names.includes(name));
}

process.once('disconnect', () => process.exit(1));
try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
