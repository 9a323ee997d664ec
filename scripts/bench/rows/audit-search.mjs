// Searching the audit log: p50 and p95 of every filter, and how its plan comes to the rows. Run by itself:
//   node scripts/bench/rows/audit-search.mjs [rows] [folder]
// A folder keeps the database for the next run.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SEARCH_STATEMENTS } from '../../../libs/audit/src/persistence/audit-search-sql.ts';
import { migrations } from '../../../migrations/index.ts';
import { ensureDatabase, OWNER_ROLE } from '../../servers/postgres-roles.mjs';
import { startPostgres } from '../../servers/postgres.mjs';
import { fillAuditLog } from '../audit-rows.mjs';

const SECRET = 'bench-k8Jd0cUq3vXw7LrYtN5bGzHfPaSe2MiO';
const TRIES = 40;
const DAY_MS = 86_400_000;
const YEARS_MS = 2 * 365 * DAY_MS;
const LAST_INDEX_MIGRATION = 'AuditSearch1763800000013';
const PARAMETERS = ['from', 'to', 'category', 'types', 'status', 'actor', 'resourceType', 'resourceId', 'ip'];
const MORE_PARAMETERS = ['requestId', 'sessionId', 'text', 'timestamp', 'id', 'limit', 'upTo'];
const ORDER = [...PARAMETERS, ...MORE_PARAMETERS];

/** @typedef {Record<string, unknown>} Filter */
/** @typedef {{ filter: string, p50: number, p95: number, rows: number, planning: number, partitions: number, indexes: string }} Measured */

/**
 * @param {{ rows: number, folder?: string | undefined, say?: (text: string) => void }} options
 * @returns {Promise<Measured[]>} milliseconds
 */
export async function measureAuditSearch({ rows, folder, say = () => undefined }) {
  const stateDir = folder === undefined ? mkdtempSync(join(tmpdir(), 'gatehouse-bench-')) : resolve(folder);
  mkdirSync(stateDir, { recursive: true, mode: 0o711 });
  const passwords = keptPasswords(stateDir);
  const server = await startPostgres({
    stateDir,
    passwords,
    durable: false,
    remove: folder === undefined ? 'at-stop' : 'never',
  });
  const connection = { host: '127.0.0.1', port: server.port, database: 'gatehouse', user: OWNER_ROLE };
  try {
    await ensureDatabase(server.superuser, 'gatehouse');
    const client = new pg.Client({ ...connection, password: passwords.owner });
    await client.connect();
    try {
      await prepare(client, { ...connection, password: passwords.owner }, rows, say);
      return await measureAll(client);
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
    if (folder === undefined) rmSync(stateDir, { recursive: true, force: true });
  }
}

/** @param {string} stateDir */
function keptPasswords(stateDir) {
  const file = join(stateDir, 'passwords.json');
  if (!existsSync(file)) {
    const password = () => randomBytes(24).toString('base64url');
    writeFileSync(file, JSON.stringify({ superuser: password(), owner: password(), app: password() }), { mode: 0o600 });
  }
  return /** @type {{ superuser: string, owner: string, app: string }} */ (JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * Fills first and indexes then: the other way round takes three times as long.
 * @param {pg.Client} client @param {{ host: string, port: number, database: string, user: string, password: string }} connection
 * @param {number} rows @param {(text: string) => void} say
 */
async function prepare(client, connection, rows, say) {
  const before = migrations.filter(({ name }) => name !== LAST_INDEX_MIGRATION);
  await migrate(connection, before);
  const { rows: found } = await client.query('SELECT max(id)::int AS count FROM audit_logs');
  if ((found[0]?.count ?? 0) < rows) {
    const startedAt = Date.now();
    const from = new Date(startedAt - YEARS_MS);
    await fillAuditLog(client, {
      rows,
      from,
      secret: SECRET,
      onProgress: (done) => done % 1_000_000 || say(`${done} rows`),
    });
    say(`filled with ${rows} rows in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  }
  const indexingAt = Date.now();
  await migrate(connection, migrations);
  await client.query('VACUUM ANALYZE audit_logs');
  say(`indexed and analysed in ${Math.round((Date.now() - indexingAt) / 1000)} s`);
  const { rows: sizes } = await client.query(`
    SELECT pg_size_pretty(sum(pg_relation_size(relid))) AS rows, pg_size_pretty(sum(pg_indexes_size(relid))) AS indexes
    FROM pg_partition_tree('audit_logs') WHERE isleaf`);
  say(`rows ${sizes[0]?.rows}, indexes ${sizes[0]?.indexes}`);
}

/** @param {object} connection @param {readonly (new () => import('typeorm').MigrationInterface)[]} list */
async function migrate({ ...connection }, list) {
  const { user: username, ...rest } = /** @type {{ user: string }} */ (connection);
  const source = new DataSource({
    type: 'postgres',
    ...rest,
    username,
    migrations: [...list],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
  });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
}

/** @param {pg.Client} client */
async function measureAll(client) {
  /** @type {Measured[]} */
  const measured = [];
  for (const [name, samples] of Object.entries(await filters(client)))
    measured.push(await measure(client, name, samples));
  return measured;
}

/**
 * Values are taken from the log itself, so that each filter finds something.
 * @param {pg.Client} client @returns {Promise<Record<string, Filter[]>>}
 */
async function filters(client) {
  const { rows: some } = await client.query(`
    SELECT coalesce(user_id, service_account_id) AS actor, resource_id, ip_address, request_id, session_id, id::text,
           to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "timestamp"
    FROM audit_logs WHERE id = ANY (SELECT (random() * (SELECT max(id) FROM audit_logs))::bigint FROM generate_series(1, ${4 * TRIES}))
      AND resource_id IS NOT NULL AND session_id IS NOT NULL LIMIT ${TRIES}`);
  const rows = /** @type {Record<string, string>[]} */ (some);
  const day = (/** @type {string | undefined} */ at) => ({
    from: at,
    to: new Date(Date.parse(at ?? '') + DAY_MS).toISOString(),
  });
  const month = (/** @type {string | undefined} */ at) => ({
    from: at,
    to: new Date(Date.parse(at ?? '') + 30 * DAY_MS).toISOString(),
  });
  const each = (/** @type {(row: Record<string, string>) => Filter} */ make) => rows.map(make);
  return {
    'nothing (newest)': each(() => ({})),
    'a later page': each(({ timestamp, id }) => ({ timestamp, id })),
    'one day': each(({ timestamp }) => day(timestamp)),
    'category security': each(() => ({ category: 'security' })),
    'type, frequent': each(() => ({ types: ['auth_success'] })),
    'type, rare': each(() => ({ types: ['key_rotated'] })),
    'three types': each(() => ({ types: ['auth_failure', 'file_infected', 'key_rotated'] })),
    'three types, one day': each(({ timestamp }) => ({
      types: ['auth_failure', 'file_infected', 'user_created'],
      ...day(timestamp),
    })),
    'status failure': each(() => ({ status: 'failure' })),
    'status denied, a month': each(({ timestamp }) => ({ status: 'denied', ...month(timestamp) })),
    actor: each(({ actor }) => ({ actor })),
    'actor and type': each(({ actor }) => ({ actor, types: ['setting_updated'] })),
    'actor and status denied': each(({ actor }) => ({ actor, status: 'denied' })),
    'resource type, rare': each(() => ({ resourceType: 'key' })),
    'resource id': each(({ resource_id: resourceId }) => ({ resourceId })),
    address: each(({ ip_address: ip }) => ({ ip })),
    'address and type': each(({ ip_address: ip }) => ({ ip, types: ['auth_failure'] })),
    'request id': each(({ request_id: requestId }) => ({ requestId })),
    'session id': each(({ session_id: sessionId }) => ({ sessionId })),
    'no such actor': each((_, ...rest) => ({ actor: `nobody-${String(rest)}` })),
    'text, one word, a month': each(({ timestamp }) => ({ text: 'team-7', ...month(timestamp) })),
    'text, rare words': each((row) => ({ text: `photo ${(row['id'] ?? '').slice(-4)}` })),
    'text, frequent word': each(() => ({ text: 'prod' })),
    'text, found nowhere': each((row) => ({ text: `nowhere${row['id']}` })),
  };
}

/** @param {pg.Client} client @param {string} name @param {Filter[]} samples */
async function measure(client, name, samples) {
  /** @type {number[]} */
  const times = [];
  let found = 0;
  for (const filter of samples) {
    const { text, values } = statement(filter);
    const startedAt = performance.now();
    const { rows } = await client.query(text, values);
    times.push(performance.now() - startedAt);
    found += rows.length;
  }
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10;
  return {
    filter: name,
    p50: at(0.5),
    p95: at(0.95),
    rows: Math.round(found / samples.length),
    ...(await explain(client, samples[0] ?? {})),
  };
}

/** @param {Filter} filter */
function statement(filter) {
  const asked = /** @type {Filter & { types?: string[] }} */ ({ limit: 51, ...filter });
  const statements = SEARCH_STATEMENTS.older;
  const text = (asked.types?.length ?? 0) > 1 ? statements.severalTypes : statements.oneType;
  return { text, values: ORDER.map((name) => asked[name]) };
}

/** @typedef {{ 'Node Type': string, 'Relation Name'?: string, 'Index Name'?: string, 'Actual Rows': number, 'Actual Loops': number, 'Rows Removed by Filter'?: number, Plans?: Plan[] }} Plan */

/** @param {pg.Client} client @param {Filter} filter */
async function explain(client, filter) {
  const { text, values } = statement(filter);
  const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const [explained] = rows[0]?.['QUERY PLAN'] ?? [];
  const nodes = everyNode(explained.Plan).filter((node) => node['Actual Loops'] > 0);
  // empty months are read without an index, which costs nothing
  const sequential = nodes.some(
    (node) => node['Node Type'] === 'Seq Scan' && node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) > 0,
  );
  const indexes = nodes.flatMap(
    (node) => /^audit_logs_\d+_\d+_(.+?)_idx\d*$/.exec(node['Index Name'] ?? '')?.[1] ?? [],
  );
  return {
    planning: Math.round(explained['Planning Time'] * 10) / 10,
    partitions: new Set(nodes.flatMap((node) => node['Relation Name'] ?? [])).size,
    indexes: [...new Set([...indexes, ...(sequential ? ['SEQUENTIAL'] : [])])].join(' '),
  };
}

/** @param {Plan} plan @returns {Plan[]} */
function everyNode(plan) {
  return [plan, ...(plan.Plans ?? []).flatMap(everyNode)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [rows = '1000000', folder] = process.argv.slice(2);
  console.table(await measureAuditSearch({ rows: Number(rows), folder, say: (text) => console.error(text) }));
}
