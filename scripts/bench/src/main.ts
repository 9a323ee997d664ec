import 'reflect-metadata';
import { loadConfig } from '@gatehouse/config';
import { databaseConfig, databaseOwnerConfig } from '@gatehouse/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { AppModule } from '../../../apps/api/src/app.module.ts';
import { apiConfigSections } from '../../../apps/api/src/config-sections.ts';
import { createApi } from '../../../apps/api/src/create-api.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { compare } from './compare.ts';
import { rows } from './rows/index.ts';

/** Many short ones: what else the machine does then hits both sides of a round alike. */
const ROUNDS = { count: 45, eachMs: 300 };

/** Measures the rows that are named, or all, and sends each result to the process that asked for it. */
async function main(names: readonly string[]): Promise<void> {
  const chosen = choose(names);
  const config = loadConfig([...apiConfigSections, databaseOwnerConfig], process.env);
  const { host, port, name: database } = config.get(databaseConfig);
  const { user, password } = config.get(databaseOwnerConfig);
  const owner = new pg.Pool({ host, port, database, user, password, max: 4 });
  const api = await createApi(AppModule.forRoot(config));
  await api.init();
  const { master } = api.get(DataSource).driver as unknown as { readonly master: pg.Pool };
  const bench: Bench = { api, owner, pool: master };
  for (const row of chosen) await measure(row, bench);
  await api.close();
  await owner.end();
}

async function measure(row: BenchRow, bench: Bench): Promise<void> {
  const contest = await row.prepare(bench);
  try {
    const { name, target } = row;
    process.send?.({ name, ...(target !== undefined && { target }), ...(await compare(contest, ROUNDS)) });
  } finally {
    await contest.close?.();
  }
}

function choose(names: readonly string[]): readonly BenchRow[] {
  const unknown = names.filter((name) => rows.every((row) => row.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no row ${unknown.join(', ')}. Rows: ${rows.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
}

process.once('disconnect', () => process.exit(1));
try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
