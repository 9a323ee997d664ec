import { randomUUID } from 'node:crypto';
import { AuditTrail } from '@gatehouse/contracts';
import type { FakeAuditTrail } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataSource } from 'typeorm';
import { type CallInit, type Replica, type ClientsFixture, startClients } from '../clients.fixture.ts';

let fixture: ClientsFixture;
let replicas: readonly [Replica, Replica];
let admin: string;
beforeAll(async () => {
  fixture = await startClients();
  replicas = [await fixture.replica(), await fixture.replica()];
  admin = await fixture.adminToken();
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.clock.set(new Date());
  fixture.audit.entries.length = 0;
});

const manage = (path: string, method: string, init: CallInit = {}) =>
  replicas[0].call(`/service-accounts${path}`, { method, token: admin, ...init });
async function newAccount(content: object = {}) {
  const json = { name: randomUUID(), scopes: ['settings:list'], ...content };
  const { status, body, headers } = await manage('', 'POST', { json });
  expect(status).toBe(201);
  return { ...(body as Created), headers, name: json.name };
}
interface Created {
  readonly account: Account;
  readonly clientSecret: string;
}
interface Account {
  readonly id: string;
  readonly clientId: string;
  readonly version: number;
  readonly secrets: { readonly id: string }[];
}
const signIn = async ({ account, clientSecret }: Created) =>
  replicas[1].call('/v1/auth/token', { json: { client_id: account.clientId, client_secret: clientSecret } });
const tokenOf = async (created: Created) => (await signIn(created)).body.access_token as string;
const use = async (replica: Replica, token: string) =>
  (await replica.call('/guarded', { method: 'GET', token })).status;

/** Every replica refuses the token within a second. */
async function expectEnded(token: string): Promise<void> {
  for (const replica of replicas)
    await vi.waitFor(async () => expect(await use(replica, token)).toBe(401), { timeout: 1000, interval: 10 });
}

describe('the routes of service accounts', () => {
  it('make an account and show its secret once', async () => {
    const created = await newAccount({ description: 'imports', ipAllowList: ['127.0.0.1'], secretLabel: 'first' });
    expect(created.account).toEqual({
      id: expect.any(String),
      clientId: expect.stringMatching(/^sa_[0-9A-Za-z]{22}$/),
      name: created.name,
      description: 'imports',
      scopes: ['settings:list'],
      ipAllowList: ['127.0.0.1/32'],
      disabledAt: null,
      version: 1,
      createdAt: expect.any(String),
      createdBy: 'admin-1',
      updatedAt: expect.any(String),
      updatedBy: 'admin-1',
      secrets: [
        {
          id: expect.any(String),
          label: 'first',
          createdAt: expect.any(String),
          expiresAt: expect.any(String),
          lastUsedAt: null,
        },
      ],
    });
    expect(created.headers.get('cache-control')).toBe('no-store');
    const shown = await manage(`/${created.account.id}`, 'GET');
    expect([shown.body, shown.headers.get('etag')]).toEqual([created.account, '"1"']);
    const { rows } = await fixture.db.owner.query(
      'SELECT a.*, s.* FROM service_accounts a JOIN service_account_secrets s ON s.account_id = a.id',
    );
    expect(JSON.stringify(rows)).not.toContain(created.clientSecret);
  });

  it('are for administrators alone', async () => {
    const { account } = await newAccount();
    const issue = async (role: 'viewer' | 'auditor' | 'service', scope = '') =>
      (await fixture.issuer.issue({ subject: 'x', kind: 'user', role, scope })).token;
    const tokens = [
      await issue('viewer'),
      await issue('auditor'),
      await issue('service', 'service-accounts:manage settings:list'),
    ];
    for (const token of tokens)
      for (const [path, method] of [
        ['', 'GET'],
        ['', 'POST'],
        [`/${account.id}`, 'GET'],
        [`/${account.id}`, 'PUT'],
        [`/${account.id}`, 'DELETE'],
        [`/${account.id}/disable`, 'POST'],
        [`/${account.id}/enable`, 'POST'],
        [`/${account.id}/secrets`, 'POST'],
        [`/${account.id}/secrets/${account.secrets[0]?.id}`, 'DELETE'],
      ] as const)
        expect((await manage(path, method, { token })).status, `${method} ${path}`).toBe(403);
  });

  it.each<[string, object, string]>([
    ['no scope', { scopes: [] }, '/scopes'],
    ['a scope that services cannot have', { scopes: ['settings:write'] }, '/scopes'],
    ['a name of spaces', { name: ' ' }, '/name'],
    ['a network that is none', { ipAllowList: ['10.0.0.0/8', '10.0.0.1/8'] }, '/ipAllowList/1'],
    ['a secret for longer than 180 days', { secretLifetimeDays: 181 }, '/secretLifetimeDays'],
  ])('refuse %s', async (_what, change, pointer) => {
    const answer = await manage('', 'POST', { json: { name: randomUUID(), scopes: ['settings:list'], ...change } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ pointer }] } });
  });

  it('refuse a name that is taken, also in another case and by a change', async () => {
    const [one, two] = [await newAccount({ name: `Import ${randomUUID()}` }), await newAccount()];
    const json = { name: one.name.toUpperCase(), scopes: ['settings:list'] };
    expect((await manage('', 'POST', { json })).body.code).toBe('SERVICE_ACCOUNT_EXISTS');
    const changed = await manage(`/${two.account.id}`, 'PUT', { json, headers: { 'if-match': '"1"' } });
    expect([changed.status, changed.body.code]).toEqual([409, 'SERVICE_ACCOUNT_EXISTS']);
  });

  it('list newest first, page by page', async () => {
    const made = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await newAccount()).account.id);
    const first = await manage('?limit=3', 'GET');
    const second = await manage(`?limit=2&cursor=${first.body.nextCursor}`, 'GET');
    const all = await manage('?limit=100', 'GET');
    expect([first.body.total, second.body.total]).toEqual([all.body.items.length, undefined]);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: Account) => id);
    expect(ids).toEqual(made);
    expect((await manage('?cursor=nonsense', 'GET')).body.code).toBe('INVALID_CURSOR');
  });

  it.each(['', '/secrets', '/disable', '/enable', `/secrets/${randomUUID()}`])(
    'know no account of nobody (%s)',
    async (path) => {
      const method = path === '' || path.startsWith('/secrets/') ? 'DELETE' : 'POST';
      for (const id of [randomUUID(), 'x', '%00'])
        expect((await manage(`/${id}${path}`, method, { json: {} })).status, id).toBe(404);
    },
  );

  it('change an account from the version that was read, and only from that', async () => {
    const { account, name } = await newAccount();
    const json = { name, description: 'new', scopes: ['settings:list', 'audit:read'], ipAllowList: [] };
    const put = (version: number) => manage(`/${account.id}`, 'PUT', { json, headers: { 'if-match': `"${version}"` } });
    const statuses = (await Promise.all([put(1), put(1), put(1)])).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412, 412]);
    expect((await manage(`/${account.id}`, 'PUT', { json })).status).toBe(428);
    expect((await manage(`/${account.id}`, 'GET')).body).toMatchObject({
      version: 2,
      scopes: ['settings:list', 'audit:read'],
    });
  });
});

describe('secrets', () => {
  it('overlap: two are live, and a third is refused however many ask at once', async () => {
    const created = await newAccount();
    const path = `/${created.account.id}/secrets`;
    const answers = await Promise.all(
      replicas.flatMap((replica) =>
        [1, 2, 3, 4].map((count) =>
          replica.call(`/service-accounts${path}`, { token: admin, json: { label: `next ${count}` } }),
        ),
      ),
    );
    const [made, ...more] = answers.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    expect(answers.filter(({ body }) => body.code === 'CLIENT_SECRETS_EXHAUSTED')).toHaveLength(7);
    expect((await signIn(created)).status).toBe(200);
    expect((await signIn(made?.body as Created)).status).toBe(200);
    await expect(
      fixture.db.owner.query(
        `INSERT INTO service_account_secrets (id, account_id, slot, session_id, secret_hash, label, created_at, expires_at)
         SELECT gen_random_uuid(), account_id, slot, gen_random_uuid(), sha256('x'), '', created_at, expires_at
         FROM service_account_secrets WHERE account_id = $1 LIMIT 1`,
        [created.account.id],
      ),
    ).rejects.toThrow('service_account_secrets_slot_idx');
  });

  it('live no longer than 180 days, also for who writes the table', async () => {
    const { account } = await newAccount({ secretLifetimeDays: 180 });
    await expect(
      fixture.db.owner.query(
        "UPDATE service_account_secrets SET expires_at = expires_at + interval '1 second' WHERE account_id = $1",
        [account.id],
      ),
    ).rejects.toThrow('service_account_secrets_expires_at_check');
  });

  it('that expired make room for a successor', async () => {
    const created = await newAccount({ secretLifetimeDays: 1 });
    const path = `/${created.account.id}/secrets`;
    expect((await manage(path, 'POST', { json: {} })).status).toBe(201);
    fixture.clock.advance({ days: 2 });
    const rotated = await manage(path, 'POST', { json: { lifetimeDays: 2 } });
    expect(rotated.status).toBe(201);
    expect(rotated.body.account.secrets).toHaveLength(2);
    expect((await signIn(rotated.body as Created)).status).toBe(200);
  });
});

describe('tokens end on every replica within a second', () => {
  it('when their secret is revoked; those of the other secret live on', async () => {
    const created = await newAccount();
    const { body } = await manage(`/${created.account.id}/secrets`, 'POST', { json: {} });
    const [old, next] = [await tokenOf(created), await tokenOf(body as Created)];
    expect([await use(replicas[0], old), await use(replicas[1], next)]).toEqual([200, 200]);
    const path = `/${created.account.id}/secrets/${created.account.secrets[0]?.id}`;
    expect((await manage(path, 'DELETE')).status).toBe(204);
    await expectEnded(old);
    expect([await use(replicas[0], next), await use(replicas[1], next)]).toEqual([200, 200]);
    expect((await signIn(created)).status).toBe(401);
    expect((await manage(path, 'DELETE')).body.code).toBe('CLIENT_SECRET_NOT_FOUND');
  });

  it('when the account is disabled; enabled again, its secrets make good tokens and the old ones stay ended', async () => {
    const created = await newAccount();
    const old = await tokenOf(created);
    const disabled = await manage(`/${created.account.id}/disable`, 'POST');
    expect(disabled.body).toMatchObject({ disabledAt: expect.any(String), version: 2 });
    await expectEnded(old);
    expect((await signIn(created)).status).toBe(401);
    expect((await manage(`/${created.account.id}/disable`, 'POST')).body).toEqual(disabled.body);
    expect((await manage(`/${created.account.id}/enable`, 'POST')).body).toMatchObject({
      disabledAt: null,
      version: 3,
    });
    const fresh = await tokenOf(created);
    for (const replica of replicas) expect([await use(replica, fresh), await use(replica, old)]).toEqual([200, 401]);
  });

  it('when the account is deleted', async () => {
    const created = await newAccount();
    const token = await tokenOf(created);
    expect((await manage(`/${created.account.id}`, 'DELETE')).status).toBe(204);
    await expectEnded(token);
    expect((await signIn(created)).status).toBe(401);
    expect((await manage(`/${created.account.id}`, 'GET')).status).toBe(404);
  });

  it('when the account gets fewer scopes, and not when it gets more', async () => {
    const created = await newAccount({ scopes: ['settings:list', 'uploads:read'] });
    const put = (version: number, scopes: string[]) =>
      manage(`/${created.account.id}`, 'PUT', {
        json: { name: created.name, scopes },
        headers: { 'if-match': `"${version}"` },
      });
    const token = await tokenOf(created);
    expect((await put(1, ['settings:list', 'uploads:read', 'audit:read'])).status).toBe(200);
    expect(await use(replicas[1], token)).toBe(200);
    expect((await put(2, ['settings:list'])).status).toBe(200);
    await expectEnded(token);
    expect(await use(replicas[0], await tokenOf(created))).toBe(200);
  });

  it('by a replica whose Redis is unavailable, at once on itself', async () => {
    const created = await newAccount();
    const token = await tokenOf(created);
    await fixture.redis.kill();
    try {
      expect((await manage(`/${created.account.id}/disable`, 'POST')).status).toBe(200);
      expect(await use(replicas[0], token)).toBe(401);
    } finally {
      await fixture.redis.restart();
    }
    const third = await fixture.replica();
    expect(await use(third, token)).toBe(401);
  });
});

it('a guarded request asks the database nothing', async () => {
  const token = await tokenOf(await newAccount());
  const { driver } = replicas[0].app.get(DataSource);
  const { master } = driver as unknown as { readonly master: { connect(...parameters: unknown[]): unknown } };
  const connect = vi.spyOn(master, 'connect');
  expect(await use(replicas[0], token)).toBe(200);
  expect(connect).not.toHaveBeenCalled();
  await manage('', 'GET');
  expect(connect).toHaveBeenCalled();
  connect.mockRestore();
});

describe('the audit log', () => {
  it('tells every change, in its transaction, and never a secret', async () => {
    const created = await newAccount();
    const id = created.account.id;
    const rotated = (await manage(`/${id}/secrets`, 'POST', { json: { label: 'next' } })).body as Created;
    await signIn(rotated);
    await manage(`/${id}/secrets/${created.account.secrets[0]?.id}`, 'DELETE');
    await manage(`/${id}/disable`, 'POST');
    await signIn(rotated);
    await manage(`/${id}/enable`, 'POST');
    const json = { name: created.name, scopes: ['audit:read'] };
    await manage(`/${id}`, 'PUT', { json, headers: { 'if-match': '"5"' } });
    await manage(`/${id}`, 'DELETE');
    expect(fixture.audit.types).toEqual([
      'service_account_created',
      'secret_rotated',
      'auth_success',
      'secret_revoked',
      'service_account_updated',
      'auth_failure',
      'service_account_updated',
      'service_account_updated',
      'service_account_deleted',
    ]);
    const told = JSON.stringify(fixture.audit.entries);
    for (const { clientSecret } of [created, rotated]) {
      expect(told).not.toContain(clientSecret);
      expect(told).not.toContain(clientSecret.split('_')[2]);
    }
  });

  it.each<[string, (created: Created) => [string, string]]>([
    ['a new secret', ({ account }) => [`/${account.id}/secrets`, 'POST']],
    ['a revoked secret', ({ account }) => [`/${account.id}/secrets/${account.secrets[0]?.id}`, 'DELETE']],
    ['a disabled account', ({ account }) => [`/${account.id}/disable`, 'POST']],
    ['a deleted account', ({ account }) => [`/${account.id}`, 'DELETE']],
  ])('that cannot be written keeps %s from happening, and no token ends', async (_what, change) => {
    const created = await newAccount();
    const token = await tokenOf(created);
    replicas[0].app.get<FakeAuditTrail>(AuditTrail).failNext();
    const [path, method] = change(created);
    expect((await manage(path, method, { json: {} })).status).toBe(500);
    expect((await manage(`/${created.account.id}`, 'GET')).body).toMatchObject({ version: 1, disabledAt: null });
    expect([await use(replicas[0], token), (await signIn(created)).status]).toEqual([200, 200]);
  });
});
