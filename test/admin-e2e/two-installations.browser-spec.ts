import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';

let consoles: Console[];

beforeAll(async () => {
  consoles = [await openConsole({ worker: false }), await openConsole({ worker: false })];
});
afterAll(() => Promise.all(consoles.map((console) => console.stop())));

describe('two installations on one host, in one browser', () => {
  it('keep each its own session: browsers share cookies between ports', async () => {
    const [one, other] = consoles as [Console, Console];
    const { page } = one;
    for (const { url, gatehouse } of consoles) await signInFirstTime(page, url, gatehouse.adminPassword);
    for (const { url } of [one, other, one]) {
      await page.goto(`${url}/overview`);
      await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    }
    const names = (await page.context().cookies()).map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^gatehouse-refresh-[a-z0-9]{6}$/);
  });

  it('show as two entries in an authenticator app', async () => {
    const issuers = new Set<string | null>();
    for (const { gatehouse } of consoles) {
      const call = async (path: string, body: object, token = '') => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
        const answer = await fetch(`${gatehouse.baseUrl}/api/auth/${path}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        });
        return (await answer.json()) as { accessToken: string; otpauthUri: string };
      };
      const { accessToken } = await call('login', { login: 'admin', password: PASSWORD });
      const { otpauthUri } = await call('two-factor/start', { password: PASSWORD }, accessToken);
      issuers.add(new URL(otpauthUri).searchParams.get('issuer'));
    }
    expect(issuers.size).toBe(2);
    for (const issuer of issuers) expect(issuer).toMatch(/^Gatehouse [a-z0-9]{6}$/);
  });
});
