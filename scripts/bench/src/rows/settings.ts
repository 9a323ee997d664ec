import { randomBytes, randomUUID } from 'node:crypto';
import { CreateSetting } from '@gatehouse/settings';
import type { Pool } from 'pg';
import type { Bench, BenchRow } from '../bench-row.ts';
import { compare, lanes } from '../compare.ts';
import { authorizationOf, READ_PATH, startGuardedApp } from '../guarded-app.ts';
import { HttpClients, type HttpRequest } from '../http-clients.ts';

const CONNECTIONS = 32;
const SECRET = 'a secret of some length, as they are';
const CONTENT = { category: 'bench', type: 'string', description: 'as short as most', tags: ['bench'] } as const;
/** Beside the rounds against a guarded read, which decide. */
const BARE_ROUNDS = { count: 15, eachMs: 300 };

/** The statements of the work, and nothing else: what Postgres and its driver cost. */
const READ = 'SELECT * FROM secure_settings WHERE lower(key) = lower($1)';
const RECORD = `
  INSERT INTO audit_logs (event_type, event_category, "timestamp", resource_type, resource_id, action, status, details,
    canonical, key_id, signature)
  SELECT 'bench', 'data_operation', clock_timestamp(), 'setting', $1::text, 'bench', 'success', '{}', $2::text, 'bench',
         repeat('0', 64)`;
const WRITE = `
  WITH changed AS (
    UPDATE secure_settings SET version = version + 1, ciphertext = $3, updated_at = now() WHERE id = $1::uuid RETURNING *),
  kept AS (
    INSERT INTO secure_settings_versions (setting_id, version, category, type, description, tags, constraints, sensitive,
      ciphertext, key_id, created_at, operation)
    SELECT id, version, category, type, description, tags, constraints, sensitive, ciphertext, key_id, updated_at, 'update'
    FROM changed)
  ${RECORD} FROM changed`;
const CANONICAL = 'x'.repeat(500);

interface Row {
  readonly name: string;
  readonly target: number;
  readonly request: Omit<HttpRequest, 'path'>;
  /** Behind the key. */
  readonly path?: string;
  readonly bare: (pool: Pool, key: string) => Promise<unknown>;
}

/** One of 32 settings for each client, over HTTP, against a guarded route that does nothing; and against its bare statements. */
function settingRow({ name, target, request, path = '', bare }: Row): BenchRow {
  return {
    name,
    target,
    prepare: async ({ pool }: Bench) => {
      const app = await startGuardedApp();
      const authorization = await authorizationOf(app, 'admin');
      const [forHttp, forBare] = [await makeSettings(app), await makeSettings(app)];
      const clients = new HttpClients();
      const headers = { ...authorization, ...request.headers };
      const pathOf = (connection: number) => `/api/secure-settings/${forHttp[connection] ?? ''}${path}`;
      const product = clients.ask(app, { ...request, path: pathOf, headers });
      let next = 0;
      const statements = lanes(CONNECTIONS, () => bare(pool, forBare[(next += 1) % CONNECTIONS] ?? ''));
      return {
        product,
        floor: clients.ask(app, { path: READ_PATH, headers: authorization }),
        figures: async () => {
          const { share } = await compare({ product, floor: statements }, BARE_ROUNDS);
          return [{ name: 'share of the bare statements, without HTTP', value: share * 100, unit: '%' }];
        },
        close: async () => {
          await clients.close();
          await app.close();
        },
      };
    },
  };
}

async function makeSettings(app: Awaited<ReturnType<typeof startGuardedApp>>): Promise<readonly string[]> {
  const create = app.get(CreateSetting, { strict: false });
  const keys = Array.from({ length: CONNECTIONS }, () => `bench-${randomUUID()}`);
  const rest = { constraints: {}, sensitive: true, expiresAt: null, value: { text: SECRET, json: SECRET } };
  for (const key of keys) await create.execute(key, { ...CONTENT, ...rest });
  return keys;
}

export const settingRead = settingRow({
  name: 'setting-read',
  target: 0.65,
  request: {},
  bare: (pool, key) => pool.query({ name: 'bench-read', text: READ, values: [key] }),
});

export const settingReveal = settingRow({
  name: 'setting-reveal',
  target: 0.45,
  request: { method: 'POST' },
  path: '/reveal',
  bare: async (pool, key) => {
    await pool.query({ name: 'bench-read', text: READ, values: [key] });
    await pool.query({ name: 'bench-record', text: RECORD, values: [key, CANONICAL] });
  },
});

const BODY = JSON.stringify({ ...CONTENT, value: SECRET });

export const settingUpdate = settingRow({
  name: 'setting-update',
  target: 0.3,
  request: { method: 'PUT', headers: { 'Content-Type': 'application/json', 'If-Match': '{etag}' }, body: BODY },
  bare: async (pool, key) => {
    const { rows } = await pool.query<{ id: string }>({ name: 'bench-read', text: READ, values: [key] });
    const ciphertext = randomBytes(128).toString('base64url');
    await pool.query({ name: 'bench-write', text: WRITE, values: [rows[0]?.id, CANONICAL, ciphertext] });
  },
});
