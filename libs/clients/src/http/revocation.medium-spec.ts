import { TokenRevoker } from '@gatehouse/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  basic,
  newClient,
  type Replica,
  type ClientsFixture,
  startClients,
  type TestClient,
  tokenFor,
} from '../clients.fixture.ts';

// The cases of RFC 7009, section by section. Section 2.3 (JSONP, CORS) is optional, and not offered.

let fixture: ClientsFixture;
let api: Replica;
let admin: string;
let owner: TestClient;
beforeAll(async () => {
  fixture = await startClients();
  api = await fixture.replica();
  admin = await fixture.adminToken();
  owner = await newClient(api, admin);
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.audit.entries.length = 0;
});

const PATH = '/v1/auth/revoke';
const revoke = (client: TestClient, form: Readonly<Record<string, string>>) =>
  api.call(PATH, { form: { ...client.credentials, ...form } });
const use = async (token: string) => (await api.call('/guarded', { method: 'GET', token })).status;

describe('RFC 7009 §2.1, the request', () => {
  it('is a POST', async () => {
    const got = await api.call(`${PATH}?token=x`, { method: 'GET' });
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('ends the token of its client at once, and no other of it', async () => {
    const [first, second] = [await tokenFor(api, owner), await tokenFor(api, owner)];
    fixture.audit.entries.length = 0;
    const answer = await revoke(owner, { token: first });
    expect([answer.status, answer.body]).toEqual([200, undefined]);
    expect([await use(first), await use(second)]).toEqual([401, 200]);
    expect(fixture.audit.entries).toMatchObject([{ type: 'token_revoked', status: 'success' }]);
  });

  it('takes the credentials by Basic too', async () => {
    const token = await tokenFor(api, owner);
    const { client_id: id, client_secret: secret } = owner.credentials;
    const headers = { authorization: basic(id, secret) };
    expect((await api.call(PATH, { form: { token }, headers })).status).toBe(200);
    expect(await use(token)).toBe(401);
  });

  it.each(['access_token', 'refresh_token', 'nonsense', ''])(
    'finds the token whatever the hint, as with "%s"',
    async (hint) => {
      const token = await tokenFor(api, owner);
      expect((await revoke(owner, { token, token_type_hint: hint })).status).toBe(200);
      expect(await use(token)).toBe(401);
    },
  );

  it('checks the client before anything else', async () => {
    const token = await tokenFor(api, owner);
    for (const form of [{ token }, {}, { ...owner.credentials, client_secret: 'guess', token }]) {
      const { status, body } = await api.call(PATH, { form });
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
    expect((await api.call(PATH, { form: { token }, token })).body.error).toBe('invalid_client');
    expect(await use(token)).toBe(200);
  });

  it('is refused, and says so, for a token that was issued to somebody else, which lives on', async () => {
    const other = await newClient(api, admin);
    const token = await tokenFor(api, owner);
    for (const foreign of [token, admin])
      expect(await revoke(other, { token: foreign })).toMatchObject({
        status: 400,
        body: { error: 'unauthorized_client' },
      });
    expect(await use(token)).toBe(200);
  });
});

describe('RFC 7009 §2.2, the answer', () => {
  it('is 200 with nothing in it for a token that is not valid, or no longer', async () => {
    const token = await tokenFor(api, owner);
    for (const text of ['unknown', 'a.b.c', 'ü'.repeat(50), token, token]) {
      const { status, body, headers } = await revoke(owner, { token: text });
      expect([status, body, headers.get('cache-control')], text).toEqual([200, undefined, 'no-store']);
    }
  });
});

describe('RFC 7009 §2.2.1, errors', () => {
  it('are invalid_request for a request without a token, or with two', async () => {
    const credentials = new URLSearchParams(owner.credentials).toString();
    for (const rest of ['', '&token=', '&token=a&token=b']) {
      const { status, body } = await api.call(PATH, { form: credentials + rest });
      expect([status, body.error], rest).toEqual([400, 'invalid_request']);
    }
  });

  it('are unsupported_token_type for a client secret: nobody may believe that it is dead now', async () => {
    const answer = await revoke(owner, { token: owner.credentials.client_secret });
    expect(answer).toMatchObject({ status: 400, body: { error: 'unsupported_token_type' } });
    expect(await use(await tokenFor(api, owner))).toBe(200);
    expect(fixture.audit.entries.map(({ type }) => type)).not.toContain('token_revoked');
  });

  it('are 503 with Retry-After while it cannot be done; the token lives, and a second try ends it', async () => {
    const token = await tokenFor(api, owner);
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const revoker = vi.spyOn(api.app.get(TokenRevoker), 'revoke').mockRejectedValueOnce(away);
    const refused = await revoke(owner, { token });
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);
    expect(await use(token)).toBe(200);
    expect((await revoke(owner, { token })).status).toBe(200);
    expect(await use(token)).toBe(401);
    expect(revoker).toHaveBeenCalledTimes(2);
    revoker.mockRestore();
  });
});
