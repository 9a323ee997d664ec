import { randomBytes, randomUUID } from 'node:crypto';
import { RefreshSession, SignIn } from '@gatehouse/accounts';
import { makeBareSigner } from '../bare-token.ts';
import type { Bench, BenchRow } from '../bench-row.ts';
import { asRequest, makeUsers, taking } from '../bench-users.ts';
import { lanes } from '../compare.ts';

const AT_ONCE = 16;

const TABLES = `
  CREATE TABLE bench_families (id uuid PRIMARY KEY, user_id uuid NOT NULL, used_at timestamptz NOT NULL);
  CREATE TABLE bench_tokens_of_families (
    id uuid PRIMARY KEY, family_id uuid NOT NULL REFERENCES bench_families, secret_hash bytea NOT NULL, used_at timestamptz);
  GRANT SELECT, INSERT, UPDATE ON bench_families, bench_tokens_of_families TO gatehouse_app`;
const BEGIN = `
  WITH family AS (INSERT INTO bench_families (id, user_id, used_at) VALUES ($1, $2, $3) RETURNING id)
  INSERT INTO bench_tokens_of_families (id, family_id, secret_hash) SELECT $4, id, $5 FROM family`;
const READ_TOKEN = `
  SELECT t.*, f.user_id FROM bench_tokens_of_families t JOIN bench_families f ON f.id = t.family_id WHERE t.id = $1`;
const READ_USER = 'SELECT id, role, disabled_at FROM users WHERE id = $1';
const EXCHANGE = `
  WITH used AS (
    UPDATE bench_tokens_of_families SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING family_id),
  next AS (INSERT INTO bench_tokens_of_families (id, family_id, secret_hash) SELECT $3::uuid, family_id, $4::bytea FROM used),
  noted AS (UPDATE bench_families SET used_at = $2 FROM used WHERE id = family_id)
  INSERT INTO audit_logs (event_type, event_category, "timestamp", resource_type, resource_id, action, status, details,
    canonical, key_id, signature)
  SELECT 'token_refreshed', 'authentication', clock_timestamp(), 'session', family_id, 'refresh session', 'success', '{}',
         $5::text, 'bench', repeat('0', 64)
  FROM used`;

/** A session continued against a bare loop of the same statements: two reads, one write of all, and a signed token. */
export const refresh: BenchRow = {
  name: 'refresh',
  target: 0.5,
  prepare: async (bench) => ({
    product: lanes(AT_ONCE, await continueSessions(bench)),
    floor: lanes(AT_ONCE, await exchangeAndSign(bench)),
  }),
};

async function continueSessions({ api }: Bench): Promise<() => Promise<void>> {
  const [signIn, refreshSession] = [api.get(SignIn, { strict: false }), api.get(RefreshSession, { strict: false })];
  const tokens: string[] = [];
  for (const user of await makeUsers(api, AT_ONCE))
    tokens.push((await asRequest(() => signIn.execute(user))).refresh.token);
  return taking(tokens, async (token) => (await asRequest(() => refreshSession.execute(token))).refresh.token);
}

async function exchangeAndSign({ pool, owner }: Bench): Promise<() => Promise<void>> {
  await owner.query(TABLES);
  const sign = makeBareSigner(randomUUID());
  const { rows: users } = await owner.query<{ id: string }>('SELECT id FROM users LIMIT 1');
  const tokens = Array.from({ length: AT_ONCE }, () => randomUUID());
  for (const id of tokens) await pool.query(BEGIN, [randomUUID(), users[0]?.id, new Date(), id, randomBytes(32)]);
  return taking(tokens, async (id) => {
    const [now, next] = [new Date(), randomUUID()];
    const found = await pool.query<{ user_id: string }>({ name: 'bench-token', text: READ_TOKEN, values: [id] });
    await pool.query({ name: 'bench-user', text: READ_USER, values: [found.rows[0]?.user_id] });
    const values = [id, now, next, randomBytes(32), 'x'.repeat(500)];
    const { rowCount } = await pool.query({ name: 'bench-exchange', text: EXCHANGE, values });
    if (rowCount !== 1) throw new Error('The token was used by somebody else.');
    sign(now, '');
    return next;
  });
}
