import { randomUUID } from 'node:crypto';
import type { Role } from '@gatehouse/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Replica, type ServiceAccountsFixture, startServiceAccounts } from '../service-accounts.fixture-spec.ts';

let fixture: ServiceAccountsFixture;
let replica: Replica;
const ada = randomUUID();
let importer: string;

const tokenOf = async (role: Role | 'service', scope = '') => {
  const kind = role === 'service' ? 'service_account' : 'user';
  return (await fixture.issuer.issue({ subject: randomUUID(), kind, role, scope, sessionId: randomUUID() })).token;
};
const ask = async (token: string, ...ids: string[]) =>
  replica.call(`/actors?${ids.map((id) => `id=${id}`).join('&')}`, { method: 'GET', token });

beforeAll(async () => {
  fixture = await startServiceAccounts();
  replica = await fixture.replica();
  await fixture.db.owner.query(
    `INSERT INTO users (id, login, canonical_login, password_hash, role, must_change_password, created_at,
       updated_at, password_changed_at) VALUES ($1, 'Ada', 'ada', '$argon2id$x', 'admin', false, now(), now(), now())`,
    [ada],
  );
  const json = { name: 'nightly import', scopes: ['settings:list'] };
  const made = await replica.call('/service-accounts', { token: await fixture.adminToken(), json });
  importer = (made.body as { account: { id: string } }).account.id;
});
afterAll(() => fixture.close());

describe('GET /actors', () => {
  it('names users and service accounts in one answer, and leaves out what nobody is', async () => {
    const { status, body } = await ask(await tokenOf('auditor'), ada, importer, randomUUID(), ada.toUpperCase());
    expect(status).toBe(200);
    expect((body as { items: object[] }).items).toHaveLength(2);
    expect(body).toEqual({
      items: expect.arrayContaining([
        { id: ada, kind: 'user', name: 'Ada' },
        { id: importer, kind: 'service_account', name: 'nightly import' },
      ]) as object[],
    });
  });

  it('takes one id too', async () => {
    expect((await ask(await tokenOf('admin'), ada)).body).toEqual({ items: [{ id: ada, kind: 'user', name: 'Ada' }] });
  });

  it('answers only who may read the audit log', async () => {
    const scoped = await tokenOf('service', 'audit:read');
    expect((await ask(scoped, ada)).status).toBe(200);
    for (const token of [await tokenOf('viewer'), await tokenOf('service', 'settings:list')])
      expect((await ask(token, ada)).status).toBe(403);
  });

  it('lists nobody: it wants ids, and no more than a page has', async () => {
    const token = await tokenOf('auditor');
    const wrong = ['', '?id=', '?id=ada', '?text=a', `?${'id='.concat(ada, '&').repeat(101)}`];
    for (const query of wrong)
      expect((await replica.call(`/actors${query}`, { method: 'GET', token })).status, query.slice(0, 40)).toBe(400);
    expect((await ask(token, ...Array.from({ length: 100 }, () => randomUUID()))).body).toEqual({ items: [] });
  });
});
