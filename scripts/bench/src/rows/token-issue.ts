import { randomUUID } from 'node:crypto';
import { AuthenticateClient, CreateServiceAccount, IssueServiceToken } from '@gatehouse/clients';
import { uuidv7 } from '@gatehouse/crypto';
import { makeBareSigner } from '../bare-token.ts';
import type { Bench, BenchRow } from '../bench-row.ts';
import { asRequest } from '../bench-users.ts';
import { lanes } from '../compare.ts';

const AT_ONCE = 16;
const SCOPE = 'audit:read';

const TABLE = `
  CREATE TABLE bench_tokens (
    id uuid PRIMARY KEY, account_id uuid NOT NULL, scope text NOT NULL, issued_at timestamptz NOT NULL);
  GRANT INSERT ON bench_tokens TO gatehouse_app`;
const INSERT = 'INSERT INTO bench_tokens (id, account_id, scope, issued_at) VALUES ($1, $2, $3, $4)';

/** A token for a service account, secret check and signed audit record included, against signing and one row. */
export const tokenIssue: BenchRow = {
  name: 'token-issue',
  target: 0.35,
  prepare: async (bench) => ({
    product: lanes(AT_ONCE, await issueTokens(bench)),
    floor: lanes(AT_ONCE, await signAndInsert(bench)),
  }),
};

async function issueTokens({ api }: Bench): Promise<() => Promise<unknown>> {
  const content = { name: 'bench', description: '', scopes: [SCOPE], ipAllowList: [] } as const;
  const account = await api
    .get(CreateServiceAccount, { strict: false })
    .execute(content, { label: '1', lifetimeDays: 90 });
  const credentials = { clientId: account.view.account.clientId, clientSecret: account.clientSecret };
  const authenticate = api.get(AuthenticateClient, { strict: false });
  const issue = api.get(IssueServiceToken, { strict: false });
  return () => asRequest(async () => issue.execute(await authenticate.execute(credentials), SCOPE));
}

/** A token as short as it can be, and one row through the product's pool. */
async function signAndInsert({ pool, owner }: Bench): Promise<() => Promise<unknown>> {
  await owner.query(TABLE);
  const accountId = randomUUID();
  const signToken = makeBareSigner(accountId);
  return async () => {
    const now = new Date();
    const token = signToken(now, SCOPE);
    await pool.query(INSERT, [uuidv7(now), accountId, SCOPE, now]);
    return token;
  };
}
