import type { AuditEventType, JsonObject, JsonValue } from '@gatehouse/contracts';
import { makeJpeg } from '@gatehouse/testing';
import { type Caller, principal, type RouteRequest } from './caller.fixture.ts';

/** A request with which a mutating route succeeds, and what is to be known of the route. */
export interface Sample {
  /** What one success leaves in the audit log. */
  readonly events: readonly AuditEventType[];
  /** A failure on our side is told, too, by an entry that says so. */
  readonly tellsFailure?: AuditEventType;
  /** The route changes nothing: whatever it does is told, or is not worth telling. */
  readonly reads?: true;
  /** Fields of the body (JSON pointers) that are kept and shown on purpose. What is sent in any other must be found nowhere. */
  readonly shown?: readonly string[];
  /** One of these that an error names to whoever sent it: a key that is not one is answered with the nearest that is. */
  readonly echoed?: string;
  /** The answer of a success holds the secret, because that is what the route is for. */
  readonly answersSecret?: true;
  /** Changes what every other request stands on, so it is sent while there is none. */
  readonly alone?: true;
  /** More of the body with which the route takes this secret in earnest; `undefined` if it takes none of this kind. */
  readonly accepts?: (secret: JsonValue) => JsonObject | undefined;
  /** Makes what the request stands on. Called anew for every request, so that none meets the traces of another. */
  readonly prepare: (caller: Caller) => RouteRequest | Promise<RouteRequest>;
}

const CONTENT_SHOWN = ['/category', '/description', '/tags', '/constraints', '/expiresAt'];
const ACCOUNT_SHOWN = ['/name', '/description'];

/** Every mutating route by its `operationId`. Who adds a route adds a line here. */
export const samples: Readonly<Record<string, Sample>> = {
  login: {
    events: ['auth_success'],
    accepts: (secret) => (typeof secret === 'string' ? { password: secret } : undefined),
    prepare: async (caller) => {
      const { login, password, code } = await caller.twoStepPerson();
      return { as: 'nobody', body: { login, password, totp: code } };
    },
  },
  refreshSession: {
    events: ['token_refreshed'],
    prepare: async (caller) => ({ as: 'nobody', headers: { cookie: await caller.session() } }),
  },
  logout: {
    events: ['logout'],
    prepare: async (caller) => ({ as: 'nobody', headers: { cookie: await caller.session() } }),
  },
  changePassword: {
    events: ['password_changed'],
    accepts: (secret) => (typeof secret === 'string' ? { newPassword: secret } : undefined),
    prepare: async (caller) => {
      const { id, password } = await caller.person();
      const body = { currentPassword: password, newPassword: `a long walk ${caller.secret()}` };
      return { as: principal('viewer', id), body };
    },
  },
  endOwnSession: {
    events: ['session_ended'],
    prepare: async (caller) => {
      const { person, ids } = await caller.twoSessions();
      return { as: principal('viewer', person.id), params: { id: ids[0] ?? '' } };
    },
  },
  endOtherSessions: {
    events: ['session_ended'],
    prepare: async (caller) => {
      const { person, ids } = await caller.twoSessions();
      return { as: { ...principal('viewer', person.id), sessionId: ids[0] ?? '' } };
    },
  },
  startTwoFactor: {
    events: ['two_factor_started'],
    accepts: (secret) => (typeof secret === 'string' ? { password: secret } : undefined),
    prepare: async (caller) => {
      const { id, password } = await caller.person();
      return { as: principal('viewer', id), body: { password } };
    },
  },
  confirmTwoFactor: {
    events: ['two_factor_enabled'],
    accepts: codeOf,
    prepare: async (caller) => {
      const person = await caller.person();
      const { code } = await caller.startTwoFactor(person);
      return { as: principal('viewer', person.id), body: { code } };
    },
  },
  replaceRecoveryCodes: { events: ['recovery_codes_replaced'], accepts: codeOf, prepare: withBothFactors },
  disableTwoFactor: { events: ['two_factor_disabled'], accepts: codeOf, prepare: withBothFactors },
  createUser: {
    events: ['user_created'],
    shown: ['/login'],
    prepare: async (caller) => ({
      as: await caller.administrator(),
      body: { login: caller.unique('user'), role: 'viewer' },
    }),
  },
  changeUserRole: {
    events: ['user_role_changed'],
    prepare: async (caller) => ({
      ...(await aboutUser(caller)),
      headers: { 'if-match': '"1"' },
      body: { role: 'auditor' },
    }),
  },
  disableUser: { events: ['user_disabled'], prepare: aboutUser },
  enableUser: {
    events: ['user_enabled'],
    prepare: async (caller) => {
      const request = await aboutUser(caller);
      await caller.succeed('disableUser', request);
      return request;
    },
  },
  unlockUser: {
    events: ['auth_unlocked'],
    prepare: async (caller) => ({
      as: await caller.administrator(),
      params: { id: (await caller.lockedPerson()).id },
    }),
  },
  resetUserPassword: {
    events: ['user_password_reset'],
    prepare: async (caller) => ({
      as: await caller.administrator(),
      params: { id: (await caller.twoStepPerson()).id },
    }),
  },
  endUserSessions: {
    events: ['user_sessions_ended'],
    prepare: async (caller) => ({
      as: await caller.administrator(),
      params: { id: (await caller.twoSessions()).person.id },
    }),
  },
  issueServiceToken: {
    events: ['auth_success'],
    reads: true,
    accepts: (secret) => (typeof secret === 'string' ? { client_secret: secret } : undefined),
    prepare: async (caller) => {
      const { clientId, clientSecret } = await caller.serviceAccount();
      const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      return { as: 'nobody', body };
    },
  },
  introspectToken: { events: [], reads: true, prepare: aboutOwnToken },
  revokeToken: { events: ['token_revoked'], prepare: aboutOwnToken },
  rotateSigningKey: {
    events: ['key_rotation_scheduled'],
    alone: true,
    tellsFailure: 'key_rotated',
    shown: ['/reason'],
    prepare: async (caller) => {
      // a key that was revoked leaves one behind it that is too young to take over, so there is something to schedule
      await caller.succeed('revokeSigningKey', {
        params: await currentKey(caller),
        body: { reason: 'makes a new one' },
      });
      return { body: { reason: 'because we practise' } };
    },
  },
  revokeSigningKey: {
    events: ['key_revoked', 'key_rotated', 'key_published'],
    alone: true,
    tellsFailure: 'key_rotated',
    shown: ['/reason'],
    prepare: async (caller) => ({ params: await currentKey(caller), body: { reason: 'found in a public place' } }),
  },
  createServiceAccount: {
    events: ['service_account_created'],
    shown: [...ACCOUNT_SHOWN, '/secretLabel'],
    prepare: (caller) => ({ body: { name: caller.unique('service'), scopes: ['settings:list'] } }),
  },
  updateServiceAccount: {
    events: ['service_account_updated'],
    shown: ACCOUNT_SHOWN,
    prepare: async (caller) => ({
      params: { id: (await caller.serviceAccount()).id },
      headers: { 'if-match': '"1"' },
      body: { name: caller.unique('renamed'), scopes: ['uploads:read'] },
    }),
  },
  deleteServiceAccount: {
    events: ['service_account_deleted'],
    prepare: async (caller) => ({ params: { id: (await caller.serviceAccount()).id } }),
  },
  disableServiceAccount: {
    events: ['service_account_updated'],
    prepare: async (caller) => ({ params: { id: (await caller.serviceAccount()).id } }),
  },
  enableServiceAccount: {
    events: ['service_account_updated'],
    prepare: async (caller) => {
      const { id } = await caller.serviceAccount();
      await caller.succeed('disableServiceAccount', { params: { id } });
      return { params: { id } };
    },
  },
  rotateClientSecret: {
    events: ['secret_rotated'],
    shown: ['/label'],
    prepare: async (caller) => ({ params: { id: (await caller.serviceAccount()).id }, body: { label: 'second' } }),
  },
  revokeClientSecret: {
    events: ['secret_revoked'],
    prepare: async (caller) => {
      const { id, secretId } = await caller.serviceAccount();
      return { params: { id, secretId } };
    },
  },
  createSetting: {
    events: ['setting_created'],
    shown: [...CONTENT_SHOWN, '/key'],
    echoed: '/key',
    accepts: settingOf,
    prepare: (caller) => ({
      headers: { 'idempotency-key': caller.unique('key') },
      body: { key: caller.unique('created'), category: 'mail', type: 'string', value: caller.secret() },
    }),
  },
  updateSetting: {
    events: ['setting_updated'],
    shown: CONTENT_SHOWN,
    accepts: settingOf,
    prepare: async (caller) => ({
      params: await caller.setting(),
      headers: { 'if-match': '"1"' },
      body: { category: 'mail', type: 'string', value: caller.secret() },
    }),
  },
  patchSetting: {
    events: ['setting_updated'],
    shown: CONTENT_SHOWN,
    prepare: async (caller) => ({
      params: await caller.setting(),
      headers: { 'if-match': '"1"' },
      body: { description: 'Changed without its value' },
    }),
  },
  validateSetting: {
    events: [],
    reads: true,
    shown: ['/key'],
    echoed: '/stored/keys/-',
    accepts: settingOf,
    prepare: (caller) => ({ body: { type: 'string', value: caller.secret() } }),
  },
  importSettings: {
    events: ['setting_updated', 'setting_created'],
    prepare: async (caller) => ({
      query: { format: 'env', category: 'mail' },
      rawBody: {
        type: 'text/plain',
        text: `${(await caller.setting()).key}=${caller.secret()}\n${caller.unique('imported')}=${caller.secret()}\n`,
      },
    }),
  },
  rollBackSetting: {
    events: ['setting_rolled_back'],
    prepare: async (caller) => {
      const { key } = await caller.setting();
      const body = { category: 'mail', type: 'string', value: caller.secret() };
      await caller.succeed('updateSetting', { params: { key }, headers: { 'if-match': '"1"' }, body });
      return { body: { key, version: 1, expectedVersion: 2 } };
    },
  },
  rollBackCategory: {
    events: ['setting_rolled_back'],
    prepare: async (caller) => {
      const key = caller.unique('setting');
      const body = { category: caller.unique('category'), type: 'string', value: caller.secret() };
      const { body: made } = await caller.succeed('createSetting', { body: { key, ...body } });
      // some time passes
      await caller.setting();
      const update = { params: { key }, headers: { 'if-match': '"1"' }, body: { ...body, value: caller.secret() } };
      await caller.succeed('updateSetting', update);
      return { body: { category: body.category, at: made['updatedAt'] as string } };
    },
  },
  revealSettingDiff: {
    events: ['setting_revealed'],
    reads: true,
    answersSecret: true,
    prepare: async (caller) => ({ params: { ...(await caller.setting()), a: '1', b: '1' } }),
  },
  destroySettingVersion: {
    events: ['setting_destroyed'],
    prepare: async (caller) => {
      const { key } = await caller.setting();
      const body = { category: 'mail', type: 'string', value: caller.secret() };
      await caller.succeed('updateSetting', { params: { key }, headers: { 'if-match': '"1"' }, body });
      return { params: { key }, body: { version: 1 } };
    },
  },
  deleteSetting: {
    events: ['setting_deleted'],
    prepare: async (caller) => {
      const { key } = await caller.setting();
      return { params: { key }, headers: { 'if-match': '"1"' } };
    },
  },
  restoreSetting: {
    events: ['setting_restored'],
    prepare: async (caller) => {
      const { key } = await caller.setting();
      await caller.succeed('deleteSetting', { params: { key }, headers: { 'if-match': '"1"' } });
      return { params: { key } };
    },
  },
  resolveSettings: {
    events: ['settings_resolved'],
    echoed: '/keys/-',
    reads: true,
    answersSecret: true,
    prepare: async (caller) => ({ body: { keys: [(await caller.setting()).key] } }),
  },
  revealSetting: {
    events: ['setting_revealed'],
    reads: true,
    answersSecret: true,
    prepare: async (caller) => ({ params: await caller.setting() }),
  },
  createUpload: {
    events: ['file_upload'],
    prepare: async (caller) => ({
      headers: { 'idempotency-key': caller.unique('upload') },
      upload: { bytes: await makeJpeg(), name: 'photo.jpg', type: 'image/jpeg' },
    }),
  },
};

async function aboutUser(caller: Caller): Promise<RouteRequest> {
  return { as: await caller.administrator(), params: { id: (await caller.person()).id } };
}

async function withBothFactors(caller: Caller): Promise<RouteRequest> {
  const { id, password, code } = await caller.twoStepPerson();
  return { as: principal('viewer', id), body: { password, code } };
}

async function aboutOwnToken(caller: Caller): Promise<RouteRequest> {
  const account = await caller.serviceAccount();
  const token = await caller.serviceToken(account);
  return { as: 'nobody', body: { client_id: account.clientId, client_secret: account.clientSecret, token } };
}

async function currentKey(caller: Caller): Promise<{ kid: string }> {
  const { body } = await caller.succeed('listSigningKeys');
  const { items } = body as { items: { kid: string; status: string }[] };
  return { kid: items.find(({ status }) => status === 'current')?.kid ?? '' };
}

function codeOf(secret: JsonValue): JsonObject | undefined {
  return typeof secret === 'string' ? { code: secret } : undefined;
}

function settingOf(secret: JsonValue): JsonObject | undefined {
  if (typeof secret === 'string') return { type: 'string', value: secret };
  return { type: typeof secret === 'number' ? 'number' : 'json', value: secret };
}
