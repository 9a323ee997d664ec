import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { about } from '../support/about.ts';
import { eventually } from '../support/eventually.ts';
import { runCli } from './support/cli.ts';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await startGatehouse();
});
afterAll(() => gatehouse.stop());

const cli = (...words: string[]) => runCli(gatehouse, 'service-accounts', ...words);
const tokenWith = async (clientId: string, clientSecret: string) => {
  const response = await fetch(`${gatehouse.baseUrl}/api/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: clientId, client_secret: clientSecret }),
  });
  return { status: response.status, token: ((await response.json()) as { access_token?: string }).access_token ?? '' };
};
const read = async (token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${gatehouse.baseUrl}/api/secure-settings`, { headers })).status;
};
interface Listed {
  readonly name: string;
  readonly clientId: string;
  readonly state: string;
  readonly secrets: readonly { readonly id: string; readonly label: string; readonly lastUsedAt: string | null }[];
}
const SECRET_ALONE = /^gth_sa_[0-9A-Za-z]+_[0-9A-Za-z]+\n$/;

describe('service accounts from the shell', () => {
  let clientId: string;
  let first: string;
  let second: string;
  let token: string;
  let account: Listed;

  it('are made; the secret is all that standard output gets', async () => {
    const made = await cli('create', 'night job', '--scope', 'settings:list', '--days', '30', '--label', 'first');
    await about(made.output, async () => expect(made.code).toBe(0));
    expect(made.stdout).toMatch(SECRET_ALONE);
    first = made.stdout.trim();
    clientId = /client id: +(sa_[0-9A-Za-z]{22})/.exec(made.output)?.[1] ?? '';
    ({ token } = await tokenWith(clientId, first));
    expect(await read(token)).toBe(200);
  });

  it('get a second secret, found by their name in any case', async () => {
    const rotated = await cli('rotate', 'NIGHT JOB', '--label', 'second');
    expect(rotated.stdout).toMatch(SECRET_ALONE);
    second = rotated.stdout.trim();
    expect((await tokenWith(clientId, second)).status).toBe(200);
  });

  it('are listed without their secrets', async () => {
    const { code, stdout } = await cli('list');
    expect(code).toBe(0);
    const all = JSON.parse(stdout) as Listed[];
    expect(all).toMatchObject([{ name: 'night job', clientId, state: 'enabled' }]);
    account = all[0]!;
    expect(account.secrets.map(({ label }) => label)).toEqual(['second', 'first']);
    expect(account.secrets[1]?.lastUsedAt).not.toBeNull();
    for (const secret of [first, second]) expect(stdout).not.toContain(secret);
  });

  it('lose a revoked secret and its tokens', async () => {
    expect((await cli('revoke', 'night job', account.secrets[1]!.id)).stdout).toBe('revoked\n');
    await eventually(1000, async () => expect(await read(token)).toBe(401));
    expect((await tokenWith(clientId, first)).status).toBe(401);
    expect((await tokenWith(clientId, second)).status).toBe(200);
  });

  it('are shut out', async () => {
    expect((await cli('disable', 'night job')).stdout).toBe('disabled\n');
    expect((await tokenWith(clientId, second)).status).toBe(401);
  });

  it('are refused in words that say what to type', async () => {
    const wrong = await cli('create', 'other', '--scope', 'settings:write');
    expect([wrong.code, wrong.stdout]).toEqual([64, '']);
    expect(wrong.output).toContain('Available: settings:list');
    const tooLong = await cli('create', 'other', '--scope', 'audit:read', '--days', '181');
    expect([tooLong.code, tooLong.stdout]).toEqual([70, '']);
    expect(tooLong.output).toContain('1 to 180 whole days');
    const nobody = await cli('rotate', 'nobody');
    expect(nobody.output).toContain('No such service account.');
  });
});
