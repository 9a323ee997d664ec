import type { JsonObject } from '@gatehouse/contracts';
import { KeyRing, RingSecretBox } from '@gatehouse/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller, type Person, principal, type RouteRequest } from './caller.fixture.ts';
import { Ledger } from './ledger.fixture.ts';
import { mutating } from './operations.fixture.ts';
import { samples } from './samples.fixture.ts';
import { startWholeApi, type WholeApi } from '../whole-api.fixture.ts';

/** Each waits for the one connection that there is. Who waits for it while holding it makes all of them fail. */
const AT_ONCE = 8;

let api: WholeApi;
let caller: Caller;
let ledger: Ledger;
beforeAll(async () => {
  api = await startWholeApi({ environment: { DATABASE_POOL_SIZE: '1' } });
  caller = new Caller(api);
  ledger = new Ledger(api);
});
afterAll(() => api.close());

type Prepare = () => RouteRequest | Promise<RouteRequest>;

/** @param prepare is over for all of them before the first is sent */
async function sendManyAtOnce(operation: string, prepare: Prepare, between?: () => Promise<void>) {
  const requests = await Promise.all(Array.from({ length: AT_ONCE }, async () => prepare()));
  await between?.();
  const last = await ledger.lastEntry();
  const answers = await Promise.all(requests.map((request) => caller.call(operation, request)));
  return { answers, entries: await ledger.entriesAfter(last) };
}

const person = async (body: (somebody: Person) => JsonObject): Promise<RouteRequest> => {
  const somebody = await caller.person();
  return { as: principal('viewer', somebody.id), body: body(somebody) };
};

describe('with one connection to the database, eight requests at once', () => {
  it.each(mutating.filter(({ id }) => samples[id]))('to $method $path all succeed', async ({ id }) => {
    const { prepare, alone } = samples[id]!;
    const shared = alone && (await prepare(caller));
    const { answers } = await sendManyAtOnce(id, () => shared ?? prepare(caller));
    for (const { status, text } of answers) expect(status, text).toBeLessThan(300);
  });

  it.each<readonly [string, number, Prepare]>([
    ['login', 401, () => person(({ login }) => ({ login, password: 'not the password' }))],
    ['changePassword', 400, () => person(() => ({ currentPassword: 'wrong', newPassword: 'a long walk by the sea' }))],
    [
      'issueServiceToken',
      401,
      () => ({ as: 'nobody', body: { grant_type: 'client_credentials', client_id: 'nobody' } }),
    ],
    ['refreshSession', 401, () => ({ as: 'nobody', headers: { cookie: 'gatehouse-refresh-test=forged' } })],
    ['createSetting', 403, () => ({ as: principal('viewer'), body: {} })],
  ])('to %s are all refused with %i, and told', async (operation, status, prepare) => {
    const { answers, entries } = await sendManyAtOnce(operation, prepare);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    expect(entries).toHaveLength(AT_ONCE);
  });
});

describe('with one connection and values that another key ring has sealed, eight requests at once', () => {
  /** As if the key of the ring had been replaced by another one with its name. */
  async function sealAnew(): Promise<void> {
    const box = new RingSecretBox(KeyRing.parse(`k1:${Buffer.alloc(32, 9).toString('base64url')}`));
    const { ciphertext } = box.seal('x', { purpose: 'setting', id: 'any', version: 1, type: 'string' });
    const { owner } = api.database;
    await owner.query(`UPDATE secure_settings SET ciphertext = $1 WHERE ciphertext <> ''`, [ciphertext]);
    await owner.query('ALTER TABLE secure_settings_versions DISABLE TRIGGER USER');
    await owner.query(`UPDATE secure_settings_versions SET ciphertext = $1 WHERE ciphertext <> ''`, [ciphertext]);
    await owner.query('ALTER TABLE secure_settings_versions ENABLE TRIGGER USER');
  }

  it.each([
    ['revealSetting', 500, []],
    ['rollBackSetting', 500, []],
    ['deleteSetting', 204, ['setting_deleted']],
    ['updateSetting', 200, ['setting_updated']],
  ] as const)('to %s are answered with %i, and each failure is told once', async (operation, status, events) => {
    const prepare = () => samples[operation]!.prepare(caller);
    const { answers, entries } = await sendManyAtOnce(operation, prepare, sealAnew);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    const told = entries.map(({ type, requestId }) => `${requestId} ${type}`);
    const expected = answers.flatMap(({ headers }) =>
      ['setting_decryption_failed', ...events].map((type) => `${headers.get('x-request-id') ?? ''} ${type}`),
    );
    expect(told.sort()).toEqual(expected.sort());
  });
});
