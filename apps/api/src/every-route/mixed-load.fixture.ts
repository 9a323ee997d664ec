import type { AuditEventType } from '@gatehouse/contracts';
import { makeJpeg } from '@gatehouse/testing';
import { type Caller, principal, type RouteAnswer, type RouteRequest } from './caller.fixture.ts';

/** One request of the mix, and what the log has to hold for each answer that it may get. */
export interface Step {
  readonly operation: string;
  readonly request: RouteRequest;
  /** By status. A status that is not named here is a fault of its own. */
  readonly events: Readonly<Record<number, readonly AuditEventType[] | ((answer: RouteAnswer) => AuditEventType[])>>;
}

const setting = (key: string, value: string) => ({ key, category: 'mail', type: 'string', value });
/** A repeated request is answered from memory: nothing happens again, so nothing is told again. */
const unlessReplayed =
  (type: AuditEventType) =>
  ({ headers }: RouteAnswer) =>
    headers.get('idempotency-replayed') === 'true' ? [] : [type];

/** A thousand requests: honest ones, some that collide with others, and some that are refused. */
export async function thousandRequests(caller: Caller): Promise<readonly Step[]> {
  const [shared, account] = await Promise.all([caller.setting(), caller.serviceAccount()]);
  // so many that nobody's wrong passwords, and tries under way, add up to a lock
  const people = await Promise.all(Array.from({ length: 15 }, () => caller.person()));
  const personOf = (index: number) => people[index % people.length]!;
  const cookies = await Promise.all(Array.from({ length: 20 }, () => caller.session()));
  const bytes = await makeJpeg();
  const viewer = principal('viewer');
  const { clientId, clientSecret } = account;

  const kinds: readonly (readonly [number, (index: number) => Step])[] = [
    [120, () => step('createSetting', { body: setting(caller.unique('new'), 'a') }, { 201: ['setting_created'] })],
    // forty keys, three requests each: one creates, the others collide
    [
      120,
      (index) =>
        step(
          'createSetting',
          { body: setting(`contested-${index % 40}`, `v${index}`) },
          { 201: ['setting_created'], 409: [] },
        ),
    ],
    // ten keys of idempotency, eight requests each, all alike
    [
      80,
      (index) => {
        const headers = { 'idempotency-key': `repeated-${index % 10}` };
        const body = setting(`repeated-${index % 10}`, 'same');
        return step('createSetting', { headers, body }, { 201: unlessReplayed('setting_created') });
      },
    ],
    // whoever comes first
    [
      60,
      (index) => {
        const body = { category: 'mail', type: 'string', value: `v${index}` };
        return step(
          'updateSetting',
          { params: shared, headers: { 'if-match': '"1"' }, body },
          { 200: ['setting_updated'], 412: [] },
        );
      },
    ],
    [
      60,
      () => step('updateSetting', { params: shared, body: { category: '!', type: 'string' } }, { 400: [], 428: [] }),
    ],
    [100, () => step('revealSetting', { params: shared }, { 200: ['setting_revealed'] })],
    [100, () => step('revealSetting', { params: shared, as: viewer }, { 403: ['authorization_denied'] })],
    [40, () => step('listSigningKeys', { as: 'nobody' }, { 401: [] })],
    [40, () => step('rotateSigningKey', { as: 'nobody', body: {} }, { 401: [] })],
    [40, () => step('listServiceAccounts', { as: viewer }, { 403: ['authorization_denied'] })],
    [
      40,
      (index) => {
        const body = { name: `same name ${index % 20}`, scopes: ['settings:list'] };
        return step('createServiceAccount', { body }, { 201: ['service_account_created'], 409: [] });
      },
    ],
    [
      30,
      (index) => {
        const { login: name, password } = personOf(index);
        return step('login', login(name, password), { 200: ['auth_success'] });
      },
    ],
    [30, (index) => step('login', login(personOf(index).login, 'not the password'), { 401: ['auth_failure'] })],
    [20, (index) => step('login', login(`nobody-${index}`, 'x'), { 401: ['auth_failure'] })],
    [
      10,
      (index) => step('login', fromAnotherSite(login(personOf(index).login, 'x')), { 403: ['authorization_denied'] }),
    ],
    // two tabs of each session wake up at once
    [40, (index) => step('refreshSession', session(cookies[index % 20]), { 200: ['token_refreshed'] })],
    [
      10,
      (index) => step('refreshSession', session(`gatehouse-refresh-test=forged-${index}`), { 401: ['auth_failure'] }),
    ],
    [20, () => step('issueServiceToken', client(clientId, clientSecret), { 200: ['auth_success'] })],
    [20, (index) => step('issueServiceToken', client(clientId, `wrong-${index}`), { 401: ['auth_failure'] })],
    [
      10,
      () => step('createUpload', { upload: { bytes, name: 'p.jpg', type: 'image/jpeg' } }, { 201: ['file_upload'] }),
    ],
    [
      10,
      () =>
        step(
          'createUpload',
          { upload: { bytes: Buffer.from('#!/bin/sh'), name: 'p.jpg', type: 'image/jpeg' } },
          { 422: [] },
        ),
    ],
  ];
  return shuffled(kinds.flatMap(([count, make]) => Array.from({ length: count }, (_, index) => make(index))));
}

function step(operation: string, request: RouteRequest, events: Step['events']): Step {
  return { operation, request, events };
}

function login(name: string, password: string): RouteRequest {
  return { as: 'nobody', body: { login: name, password } };
}

function fromAnotherSite(request: RouteRequest): RouteRequest {
  return { ...request, headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' } };
}

function session(cookie = ''): RouteRequest {
  return { as: 'nobody', headers: { cookie } };
}

function client(clientId: string, clientSecret: string): RouteRequest {
  return { as: 'nobody', body: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret } };
}

/** Fisher and Yates, with a generator of its own, so that every run has the same order. */
function shuffled(steps: readonly Step[]): readonly Step[] {
  const mixed = [...steps];
  let state = 20_260_101;
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (index + 1);
    [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
  }
  return mixed;
}
