import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { CreateServiceAccount, IssueServiceToken } from '@gatehouse/accounts';
import { runInRequestContext } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import type { Bench, BenchRow } from '../bench-row.ts';
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
  const issue = api.get(IssueServiceToken, { strict: false });
  return () =>
    runInRequestContext({ requestId: randomUUID(), ip: '127.0.0.1' }, () => issue.execute(credentials, SCOPE));
}

/** An ES256 token as short as RFC 7519 lets it be, by `node:crypto` alone, and one row through the product's pool. */
async function signAndInsert({ pool, owner }: Bench): Promise<() => Promise<unknown>> {
  await owner.query(TABLE);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const header = encode({ alg: 'ES256', typ: 'at+jwt' });
  const accountId = randomUUID();
  return async () => {
    const now = new Date();
    const id = uuidv7(now);
    const iat = Math.floor(now.getTime() / 1000);
    const content = `${header}.${encode({ sub: accountId, scope: SCOPE, iat, exp: iat + 600, jti: id })}`;
    const token = `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
    await pool.query(INSERT, [id, accountId, SCOPE, now]);
    return token;
  };
}
