import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  basic,
  newClient,
  type Replica,
  type ClientsFixture,
  startClients,
  type TestClient,
  tokenFor,
} from '../clients.fixture.ts';

// The cases of RFC 7662, section by section. Section 2's TLS, and the signed answers of RFC 9701, are not for this endpoint.

let fixture: ClientsFixture;
let api: Replica;
let admin: string;
let owner: TestClient;
let resourceServer: TestClient;
beforeAll(async () => {
  fixture = await startClients();
  api = await fixture.replica();
  admin = await fixture.adminToken();
  owner = await newClient(api, admin);
  resourceServer = await newClient(api, admin, { scopes: ['tokens:introspect'] });
});
afterAll(() => fixture.close());
beforeEach(() => fixture.clock.set(new Date()));

const PATH = '/v1/auth/introspect';
const introspect = (client: TestClient, form: Readonly<Record<string, string>>) =>
  api.call(PATH, { form: { ...client.credentials, ...form } });
const inactive = { status: 200, body: { active: false } };

describe('RFC 7662 §2.1, the request', () => {
  it('is a POST with the token in a form; GET, which a server may offer, is not', async () => {
    const token = await tokenFor(api, owner);
    expect(await introspect(resourceServer, { token })).toMatchObject({ status: 200, body: { active: true } });
    const got = await api.call(`${PATH}?token=${token}`, { method: 'GET' });
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('may have a hint, which changes nothing, be it wrong or unknown', async () => {
    const token = await tokenFor(api, owner);
    const plain = await introspect(resourceServer, { token });
    for (const hint of ['access_token', 'refresh_token', 'nonsense', ''])
      expect((await introspect(resourceServer, { token, token_type_hint: hint })).body, hint).toEqual(plain.body);
  });

  it('may have parameters that nobody knows', async () => {
    const token = await tokenFor(api, owner);
    expect((await introspect(resourceServer, { token, resource: 'x' })).body).toMatchObject({ active: true });
  });

  it('is authenticated by client credentials, in the form or by Basic', async () => {
    const { client_id: id, client_secret: secret } = resourceServer.credentials;
    const form = { token: await tokenFor(api, owner) };
    const byBasic = await api.call(PATH, { form, headers: { authorization: basic(id, secret) } });
    expect(byBasic).toMatchObject({ status: 200, body: { active: true } });
  });
});

describe('RFC 7662 §2.2, the answer', () => {
  it('tells of an active token all that the standard names and we know', async () => {
    const token = await tokenFor(api, owner);
    const { status, headers, body } = await introspect(resourceServer, { token });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('cache-control')).toBe('no-store');
    const { iat } = body as { iat: number };
    expect(body).toEqual({
      active: true,
      scope: 'settings:list uploads:write',
      client_id: owner.credentials.client_id,
      token_type: 'Bearer',
      iss: 'https://gatehouse.example',
      aud: 'gatehouse',
      sub: owner.id,
      // an extension of ours, which the section allows
      role: 'service',
      iat,
      nbf: iat,
      exp: iat + 900,
      jti: token,
    });
    expect(iat).toBeCloseTo(Date.now() / 1000, -1);
    for (const name of ['iat', 'nbf', 'exp']) expect(Number.isInteger(body[name]), name).toBe(true);
  });

  it('names no client for a token of staff, to whom none was issued', async () => {
    const { body } = await introspect(resourceServer, { token: admin });
    expect(body).toMatchObject({ active: true, role: 'admin', sub: 'admin-1' });
    expect(body).not.toHaveProperty('client_id');
  });

  it('tells a client without tokens:introspect of its own tokens, and of nobody else', async () => {
    const token = await tokenFor(api, owner);
    expect((await introspect(owner, { token })).body).toEqual((await introspect(resourceServer, { token })).body);
    for (const foreign of [admin, await tokenFor(api, resourceServer)])
      expect(await introspect(owner, { token: foreign })).toMatchObject(inactive);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['unknown here', () => 'mF_9.B5f-4.1JqM'],
    ['in no alphabet of tokens', () => 'ü'.repeat(100)],
    ['a client secret', () => owner.credentials.client_secret],
    [
      'revoked by its client',
      async () => {
        const token = await tokenFor(api, owner);
        await api.call('/v1/auth/revoke', { form: { ...owner.credentials, token } });
        return token;
      },
    ],
    [
      'ended with its secret',
      async () => {
        const client = await newClient(api, admin);
        const token = await tokenFor(api, client);
        const path = `/service-accounts/${client.id}/secrets/${client.secretId}`;
        expect((await api.call(path, { method: 'DELETE', token: admin })).status).toBeLessThan(300);
        return token;
      },
    ],
    [
      'ended with its account',
      async () => {
        const client = await newClient(api, admin);
        const token = await tokenFor(api, client);
        expect((await api.call(`/service-accounts/${client.id}/disable`, { token: admin })).status).toBe(200);
        return token;
      },
    ],
    [
      'expired',
      async () => {
        const token = await tokenFor(api, owner);
        fixture.clock.advance({ minutes: 16 });
        return token;
      },
    ],
  ])('says nothing but inactive of a token that is %s', async (_what, make) => {
    const token = await make();
    const { status, body, headers } = await introspect(resourceServer, { token });
    expect({ status, body }).toEqual(inactive);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('RFC 7662 §2.3, errors', () => {
  it.each<[string, () => Parameters<Replica['call']>[1]]>([
    ['no client', () => ({ form: { token: 'x' } })],
    ['a wrong secret', () => ({ form: { ...owner.credentials, client_secret: 'guess', token: 'x' } })],
    ['a token instead of a client', () => ({ form: { token: 'x' }, token: admin })],
    ['no client, and no token to ask about', () => ({ form: {} })],
  ])('are invalid_client with 401 for %s', async (_what, init) => {
    const { status, body, headers } = await api.call(PATH, init());
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it.each([
    ['without a token', ''],
    ['with an empty one', 'token='],
    ['with two', 'token=a&token=b'],
  ])('are invalid_request for a question %s', async (_what, question) => {
    const credentials = new URLSearchParams(owner.credentials).toString();
    const answer = await api.call(PATH, { form: `${credentials}&${question}` });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('RFC 7662 §4, security', () => {
  it('answers a client that may know and one that guesses in the same shape, so that tokens cannot be fished for', async () => {
    const foreign = await introspect(owner, { token: admin });
    const guessed = await introspect(owner, { token: 'guess' });
    expect([foreign.status, foreign.body]).toEqual([guessed.status, guessed.body]);
  });

  it('knows at once of a revocation at another replica', async () => {
    const other = await fixture.replica();
    const token = await tokenFor(api, owner);
    await other.call('/v1/auth/revoke', { form: { ...owner.credentials, token } });
    await expect
      .poll(async () => (await introspect(resourceServer, { token })).body as unknown, { timeout: 1000 })
      .toEqual({
        active: false,
      });
  });
});
