import { randomBytes, randomUUID } from 'node:crypto';
import { RefreshSession, SignIn } from '@gatehouse/accounts';
import { makeBareSigner } from '../bare-token.ts';
import type { Bench, BenchRow } from '../bench-row.ts';
import { asRequest, makeUsers, taking } from '../bench-users.ts';
import { lanes } from '../compare.ts';

const AT_ONCE = 16;

const TABLE = `
  CREATE TABLE bench_sessions (id uuid PRIMARY KEY, secret_hash bytea NOT NULL, used_at timestamptz NOT NULL);
  GRANT SELECT, INSERT, UPDATE ON bench_sessions TO gatehouse_app`;
const INSERT = 'INSERT INTO bench_sessions (id, secret_hash, used_at) VALUES ($1, $2, $3)';
const EXCHANGE = 'UPDATE bench_sessions SET secret_hash = $3, used_at = $4 WHERE id = $1 AND secret_hash = $2';

/** A session continued (token used up, successor stored, reuse found out, audited) against exchanging one row and signing. */
export const refresh: BenchRow = {
  name: 'refresh',
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
  await owner.query(TABLE);
  const sign = makeBareSigner(randomUUID());
  const sessions = Array.from({ length: AT_ONCE }, () => ({ id: randomUUID(), secretHash: randomBytes(32) }));
  for (const { id, secretHash } of sessions) await pool.query(INSERT, [id, secretHash, new Date()]);
  return taking(sessions, async ({ id, secretHash }) => {
    const [now, next] = [new Date(), randomBytes(32)];
    const { rowCount } = await pool.query(EXCHANGE, [id, secretHash, next, now]);
    if (rowCount !== 1) throw new Error('The row was exchanged by somebody else.');
    sign(now, '');
    return { id, secretHash: next };
  });
}
