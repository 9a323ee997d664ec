import type { JsonObject, JsonValue } from '@gatehouse/contracts';
import { makeJpeg } from '@gatehouse/testing';
import type { Caller, RouteRequest } from './caller.fixture.ts';
import { principal } from './caller.fixture.ts';
import type { Canaries, Place } from './canaries.fixture.ts';
import type { Operation } from './operations.fixture.ts';
import type { Sample } from './samples.fixture.ts';

export interface SecretRequest {
  readonly where: string;
  readonly request: () => Promise<RouteRequest>;
}

/** Where something may stand that is kept and shown on purpose. It is told to nobody on the way: no log, metric, alert or error. */
const SHOWN: readonly Place[] = [
  'an answer',
  'table audit_logs',
  'table secure_settings',
  'table secure_settings_versions',
  'table service_accounts',
  'table service_account_secrets',
  'table users',
  'table uploads',
  'table idempotency_keys',
];

interface SecretHeader {
  readonly value: (secret: string) => string;
  readonly allowed?: readonly Place[];
}

/** Headers that decide what becomes of a request, so each has one of its own. */
const DECIDING: Readonly<Record<string, SecretHeader>> = {
  authorization: { value: (secret) => `Bearer ${secret}` },
  Authorization: { value: (secret) => `Basic ${Buffer.from(`${secret}:${secret}`).toString('base64')}` },
  'if-match': { value: (secret) => `"${secret}"` },
  'if-none-match': { value: (secret) => `"${secret}"` },
  range: { value: (secret) => `bytes=${secret}` },
  'content-type': { value: (secret) => `application/json; charset=${secret}` },
};

/** Headers that go along with any request. */
const ACCOMPANYING: Readonly<Record<string, SecretHeader>> = {
  cookie: { value: (secret) => `gatehouse-refresh-test=${secret}; other=${secret}` },
  'proxy-authorization': { value: (secret) => `Basic ${secret}` },
  'x-api-key': { value: (secret) => secret },
  'x-request-id': { value: (secret) => secret },
  'x-forwarded-for': { value: (secret) => secret },
  'content-language': { value: (secret) => secret },
  referer: { value: (secret) => `https://elsewhere.example/${secret}` },
  // no secret: it is what the caller calls its own request, and is kept for a day to know it again
  'idempotency-key': { value: (secret) => secret, allowed: ['table idempotency_keys'] },
  // belongs to the entry and to the session (`user_agent`): an auditor, and whoever is signed in, tells programs apart by it
  'user-agent': { value: (secret) => secret, allowed: ['table audit_logs', 'table refresh_families', 'an answer'] },
};

/** All requests that carry secrets to one route: in each field, of each kind, in each header, and in bodies that are none. */
export function secretRequests(
  operation: Operation,
  sample: Sample | undefined,
  caller: Caller,
  canaries: Canaries,
): readonly SecretRequest[] {
  const prepare = async () => (await sample?.prepare(caller)) ?? {};
  return [
    ...inFields(operation, sample, prepare, canaries),
    ...inAddress(operation, prepare, canaries),
    ...inHeaders(operation, prepare, canaries),
    ...inBrokenBodies(operation, prepare, canaries),
    ...(sample?.accepts ? inEarnest(operation, sample, prepare, canaries) : []),
    ...(operation.contentTypes.includes('multipart/form-data') ? inParts(operation, prepare, canaries) : []),
  ];
}

const TRIED_ALONE = new Set(['text', 'base64', 'number', 'object']);

/** Names that an error repeats to whoever sent them, because nothing has them. */
const ECHOED_QUERIES: Readonly<Record<string, readonly string[]>> = {
  listAuditEntries: ['actor', 'resource', 'resourceId'],
};

type Prepare = () => Promise<RouteRequest>;

/** Each field by itself, so that the others let the request pass; then every kind in all fields at once. */
function inFields(operation: Operation, sample: Sample | undefined, prepare: Prepare, canaries: Canaries) {
  if (operation.contentTypes.includes('multipart/form-data') || operation.contentTypes.length === 0) return [];
  const fields = [...operation.fields, '/notAField'].map((pointer) => {
    const isShown = sample?.shown?.some((shown) => pointer === shown || pointer.startsWith(`${shown}/`)) ?? false;
    const isEchoed = pointer === sample?.echoed;
    const allowed: readonly Place[] = [
      ...(isShown ? SHOWN : []),
      ...(isEchoed ? ['the body of an error' as const] : []),
    ];
    const origin = { where: `${operation.id} body ${pointer}`, allowed };
    return { path: pointer.split('/').slice(1), kinds: canaries.everyKind(origin) };
  });
  const alone = fields.flatMap(({ path, kinds }) =>
    kinds
      .filter(([kind]) => TRIED_ALONE.has(kind))
      .map(([kind, secret]) => ({
        where: `${operation.id} body /${path.join('/')} (${kind})`,
        request: async () => withBody(await prepare(), (body) => put(body, path, secret)),
      })),
  );
  const everywhere = (fields[0]?.kinds ?? []).map(([kind], index) => ({
    where: `${operation.id} body everywhere (${kind})`,
    request: async () =>
      withBody(await prepare(), (body) =>
        fields.reduce((filled, { path, kinds }) => put(filled, path, kinds[index]?.[1] ?? null), body),
      ),
  }));
  return [...alone, ...everywhere];
}

function inEarnest(operation: Operation, sample: Sample, prepare: Prepare, canaries: Canaries) {
  const allowed: readonly Place[] = sample.answersSecret ? ['an answer'] : [];
  return canaries.everyKind({ where: `${operation.id} in earnest`, allowed }).flatMap(([kind, secret]) => {
    const more = sample.accepts?.(secret);
    if (!more) return [];
    const request = async () => withBody(await prepare(), (body) => ({ ...body, ...more }));
    return [{ where: `${operation.id} in earnest (${kind})`, request }];
  });
}

function inAddress(operation: Operation, prepare: Prepare, canaries: Canaries) {
  const named = (kind: string) => operation.parameters.filter((parameter) => parameter.in === kind);
  const queries = [...named('query').map(({ name }) => name), 'access_token', 'password'];
  return [
    ...named('path').map(({ name }) => {
      const where = `${operation.id} path ${name}`;
      const secret = canaries.word({ where, allowed: [] });
      const request = async () => {
        const prepared = await prepare();
        return { ...prepared, params: { ...prepared.params, [name]: secret } };
      };
      return { where, request };
    }),
    ...queries.map((name) => {
      const where = `${operation.id} query ${name}`;
      const isEchoed = ECHOED_QUERIES[operation.id]?.includes(name) ?? false;
      const secret = canaries.word({ where, allowed: isEchoed ? ['the body of an error'] : [] });
      return { where, request: async () => ({ ...(await prepare()), query: { [name]: secret } }) };
    }),
  ];
}

function inHeaders(operation: Operation, prepare: Prepare, canaries: Canaries) {
  const filled = (headers: Readonly<Record<string, SecretHeader>>) =>
    Object.entries(headers).map(([name, { value, allowed = [] }]) => {
      const where = `${operation.id} header ${name}`;
      return [name, where, value(canaries.word({ where, allowed }))] as const;
    });
  const together = Object.fromEntries(filled(ACCOMPANYING).map(([name, , value]) => [name, value]));
  const withHeaders = async (headers: Readonly<Record<string, string>>) => {
    const prepared = await prepare();
    return { ...prepared, headers: { ...prepared.headers, ...headers } };
  };
  return [
    ...filled(DECIDING).map(([name, where, value]) => ({
      where,
      request: async () => {
        const header = name.toLowerCase();
        const isWhoAsks = header === 'authorization';
        return { ...(await withHeaders({ [header]: value })), ...(isWhoAsks && { as: 'nobody' as const }) };
      },
    })),
    { where: `${operation.id} headers`, request: () => withHeaders(together) },
    {
      where: `${operation.id} headers of somebody without the right`,
      request: async () => ({ ...(await withHeaders(together)), as: principal('viewer') }),
    },
  ];
}

function inBrokenBodies(operation: Operation, prepare: Prepare, canaries: Canaries) {
  if (operation.method === 'GET') return [];
  const broken: Readonly<Record<string, (secret: string) => { type: string; text: string }>> = {
    'cut JSON': (secret) => ({ type: 'application/json', text: `{"password":"${secret}` }),
    'JSON that is a text': (secret) => ({ type: 'application/json', text: `"${secret}"` }),
    'a name twice': (secret) => ({ type: 'application/json', text: `{"${secret}":1,"${secret}":2}` }),
    'plain text': (secret) => ({ type: 'text/plain', text: secret }),
    'a form': (secret) => ({ type: 'application/x-www-form-urlencoded', text: `token=${secret}&token=${secret}` }),
    'half a form': (secret) => ({ type: 'application/x-www-form-urlencoded', text: `client_secret=${secret}%zz` }),
    'cut multipart': (secret) => ({
      type: 'multipart/form-data; boundary=b',
      text: `--b\r\nContent-Disposition: form-data; name="${secret}"\r\n\r\n${secret}`,
    }),
  };
  return Object.entries(broken).map(([kind, make]) => {
    const where = `${operation.id} ${kind}`;
    // a name that is there twice is named in the answer to whoever sent it, and nowhere else
    const rawBody = make(canaries.word({ where, allowed: kind === 'a name twice' ? ['the body of an error'] : [] }));
    return {
      where,
      request: async () => {
        const { upload: _, body: __, ...rest } = await prepare();
        return { ...rest, rawBody };
      },
    };
  });
}

function inParts(operation: Operation, prepare: Prepare, canaries: Canaries) {
  const secret = (part: string, allowed: readonly Place[] = []) =>
    canaries.word({ where: `${operation.id} ${part}`, allowed });
  const good = async () => ({ bytes: await makeJpeg(), name: 'photo.jpg', type: 'image/jpeg' });
  const parts: Readonly<Record<string, () => Promise<RouteRequest['upload'] & object>>> = {
    'name of the part': async () => ({ ...(await good()), field: secret('name of the part') }),
    'type of the part': async () => ({ ...(await good()), type: `image/${secret('type of the part')}` }),
    // a file keeps its name: its owner finds it again by it
    'name of the file': async () => ({ ...(await good()), name: `${secret('name of the file', SHOWN)}.jpg` }),
    'name of a refused file': async () => ({ ...(await good()), name: `${secret('name of a refused file')}.exe` }),
    'bytes of a refused file': async () => ({
      ...(await good()),
      bytes: Buffer.from(secret('bytes of a refused file')),
    }),
    'bytes of a file': async () => ({
      ...(await good()),
      bytes: Buffer.concat([(await good()).bytes, Buffer.from(secret('bytes of a file'))]),
    }),
  };
  return Object.entries(parts).map(([part, make]) => ({
    where: `${operation.id} ${part}`,
    request: async () => ({ ...(await prepare()), upload: await make() }),
  }));
}

function withBody(request: RouteRequest, change: (body: JsonObject) => JsonObject): RouteRequest {
  return { ...request, body: change(request.body ?? {}) };
}

/** The same value with something else at a JSON pointer; what leads there is made on the way. */
function put(value: JsonValue | undefined, [name, ...rest]: readonly string[], secret: JsonValue): JsonObject {
  if (name === undefined) return secret as JsonObject;
  if (name === '-') return [put(undefined, rest, secret)] as unknown as JsonObject;
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  return { ...object, [name]: put(object[name], rest, secret) };
}
