import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CallInit, type ClientsFixture, newClient, type Replica, startClients } from '../clients.fixture.ts';

let fixture: ClientsFixture;
let api: Replica;
let id: string;
let secret: string;
beforeAll(async () => {
  fixture = await startClients();
  api = await fixture.replica();
  const { credentials } = await newClient(api, await fixture.adminToken());
  ({ client_id: id, client_secret: secret } = credentials);
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.audit.entries.length = 0;
});

const GRANT = 'grant_type=client_credentials';
const FORM = 'application/x-www-form-urlencoded';
const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();
const header = (user: string, password: string, scheme = 'Basic') => ({
  authorization: `${scheme} ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const everyByte = (text: string) => text.replaceAll(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`);
const token = (init: CallInit) => api.call('/v1/auth/token', init);
const expectToken = async (init: CallInit) => {
  const { status, body } = await token(init);
  expect([status, body.error]).toEqual([200, undefined]);
  expect(fixture.audit.types).toEqual(['auth_success']);
};
const withType = async (type: string, body: string) => {
  const { status } = await fetch(`${api.base}/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return status;
};

describe('a client secret is taken however it was copied', () => {
  it.each<[string, (text: string) => string]>([
    ['echo secret | base64, as people fill Kubernetes secrets', (text) => `${text}\n`],
    ['a file of Windows', (text) => `\ufeff${text}\r\n`],
    ['a web page', (text) => `\u00a0${text}\u200b`],
    ['a .env file with quotes, through docker run --env-file (moby/moby#46773)', (text) => `"${text}"`],
    ['a variable of cmd.exe, which keeps the quotes of set', (text) => `'${text}' `],
    ['a chat that shows code in backquotes, and a mail with smart quotes', (text) => `“\`${text}\`”`],
    ['a page that may break words', (text) => `${text.slice(0, 9)}\u00ad${text.slice(9)}`],
    ['a mail that broke the line', (text) => `${text.slice(0, 30)}\n  ${text.slice(30)}`],
  ])('from %s', async (_where, copy) => {
    const copied = { client_id: copy(id), client_secret: copy(secret) };
    await expectToken({ json: copied });
    fixture.audit.entries.length = 0;
    await expectToken({ form: `${GRANT}&${form(copied)}` });
    fixture.audit.entries.length = 0;
    await expectToken({ form: GRANT, headers: header(encodeURIComponent(copy(id)), encodeURIComponent(copy(secret))) });
  });

  it('but its case stays, since every letter counts', async () => {
    const { status } = await token({ json: { client_id: id, client_secret: secret.toUpperCase() } });
    expect([status, fixture.audit.types]).toEqual([401, ['auth_failure']]);
  });
});

describe('what programs send that mean well', () => {
  it.each<[string, () => CallInit]>([
    ['Basic as curl writes it', () => ({ form: GRANT, headers: header(id, secret) })],
    ['Basic with every byte escaped', () => ({ form: GRANT, headers: header(everyByte(id), everyByte(secret)) })],
    ['basic in small letters', () => ({ form: GRANT, headers: header(id, secret, 'basic') })],
    [
      'the client id in the body too, as Postman',
      () => ({ form: `${GRANT}&client_id=${id}`, headers: header(id, secret) }),
    ],
    ['an empty secret beside Basic', () => ({ form: `${GRANT}&client_secret=`, headers: header(id, secret) })],
    [
      'id and secret twice, as RapiDoc',
      () => ({
        form: `${GRANT}&${form({ client_id: id, client_secret: secret })}&client_id=${id}&client_secret=${secret}`,
      }),
    ],
    [
      'a scope with a space too many',
      () => ({ form: `${GRANT}&scope=settings:list++uploads:write+`, headers: header(id, secret) }),
    ],
    ['a scope that is blank', () => ({ form: `${GRANT}&scope=+`, headers: header(id, secret) })],
    [
      'audience and resource, as Auth0 and Entra want them',
      () => ({ form: `${GRANT}&audience=https%3A%2F%2Fa&resource=b`, headers: header(id, secret) }),
    ],
  ])('%s', (_what, init) => expectToken(init()));

  it.each([FORM, `${FORM};charset=ISO-8859-1`, `${FORM}; Charset="utf8"`, `${FORM};`])('a form as %s', async (type) => {
    expect(await withType(type, `${GRANT}&${form({ client_id: id, client_secret: secret })}`)).toBe(200);
  });

  it.each(['application/json; charset=utf8', 'application/json;charset=ISO-8859-1'])('JSON as %s', async (type) => {
    expect(await withType(type, JSON.stringify({ client_id: id, client_secret: secret }))).toBe(200);
  });

  it('a token with a line end, and a hint that the standard does not know, at introspection and revocation', async () => {
    const { body } = await token({ json: { client_id: id, client_secret: secret } });
    const question = { client_id: id, client_secret: secret, token: `${body.access_token}\n` };
    const ask = (path: string, hint: string) =>
      api.call(`/v1/auth/${path}`, { form: { ...question, token_type_hint: hint } });
    for (const hint of ['access_token', 'refresh_token', 'urn:example:unheard-of', ''])
      expect((await ask('introspect', hint)).body).toMatchObject({ active: true, client_id: id });
    expect((await ask('revoke', 'nonsense')).status).toBe(200);
    expect((await ask('introspect', 'nonsense')).body).toEqual({ active: false });
  });
});

describe('what stays refused, because two readers could read it in two ways', () => {
  it.each<[string, () => CallInit]>([
    ['two scopes', () => ({ form: `${GRANT}&scope=settings:list&scope=uploads:write`, headers: header(id, secret) })],
    ['two secrets', () => ({ form: `${GRANT}&client_id=${id}&client_secret=${secret}&client_secret=` })],
    ['one secret in two places', () => ({ form: `${GRANT}&client_secret=${secret}`, headers: header(id, secret) })],
    ['another client in the body', () => ({ form: `${GRANT}&client_id=sa_other`, headers: header(id, secret) })],
  ])('%s', async (_what, init) => {
    const { status, body } = await token(init());
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });
});
