import { type Gatehouse, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
async function listed(): Promise<Listed> {
  const { code, stdout } = await cli('list');
  expect(code).toBe(0);
  const all = JSON.parse(stdout) as Listed[];
  expect(all).toHaveLength(1);
  return all[0]!;
}

describe('service accounts from the shell', () => {
  it('are made, rotated, revoked and shut out; a secret is all that standard output gets', async () => {
    const made = await cli('create', 'night job', '--scope', 'settings:list', '--days', '30', '--label', 'first');
    expect(made.code, made.output).toBe(0);
    expect(made.stdout).toMatch(/^gth_sa_[0-9A-Za-z]+_[0-9A-Za-z]+\n$/);
    const first = made.stdout.trim();
    const { clientId } = await listed();
    expect(made.output).toContain(clientId);
    const { token } = await tokenWith(clientId, first);
    expect(await read(token)).toBe(200);

    const rotated = await cli('rotate', 'NIGHT JOB', '--label', 'second');
    expect(rotated.stdout).toMatch(/^gth_sa_[0-9A-Za-z]+_[0-9A-Za-z]+\n$/);
    const account = await listed();
    expect(account.secrets.map(({ label }) => label)).toEqual(['second', 'first']);
    expect(account.secrets[1]?.lastUsedAt).not.toBeNull();
    expect((await tokenWith(clientId, rotated.stdout.trim())).status).toBe(200);

    expect((await cli('revoke', 'night job', account.secrets[1]!.id)).code).toBe(0);
    const revokedAt = performance.now();
    while ((await read(token)) !== 401) expect(performance.now() - revokedAt).toBeLessThan(1000);
    expect((await tokenWith(clientId, first)).status).toBe(401);

    expect((await cli('disable', 'night job')).stdout).toBe('disabled\n');
    expect((await listed()).state).toBe('disabled');
    expect((await tokenWith(clientId, rotated.stdout.trim())).status).toBe(401);
    expect(JSON.stringify(await listed())).not.toContain(first);
  });

  it('are refused in words that say what to type', async () => {
    const wrong = await cli('create', 'other', '--scope', 'settings:write');
    expect([wrong.code, wrong.stdout]).toEqual([64, '']);
    expect(wrong.output).toContain('Services can have: settings:list');
    const tooLong = await cli('create', 'other', '--scope', 'audit:read', '--days', '181');
    expect([tooLong.code, tooLong.stdout]).toEqual([70, '']);
    expect(tooLong.output).toContain('1 to 180 whole days');
    const nobody = await cli('rotate', 'nobody');
    expect(nobody.output).toContain('There is no such service account.');
  });
});
