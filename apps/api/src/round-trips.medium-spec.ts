import { randomUUID } from 'node:crypto';
import { countRoundTrips, type RoundTrips } from '@gatehouse/database/testing';
import { makeJpeg } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Caller, type RouteRequest } from './every-route/caller.fixture.ts';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

let api: WholeApi;
let caller: Caller;
let roundTrips: RoundTrips;
beforeAll(async () => {
  api = await startWholeApi();
  caller = new Caller(api);
  roundTrips = countRoundTrips(api.app);
});
afterAll(() => api.close());

/** What a request over HTTP sends to Postgres, from its first byte to its last. */
async function sentFor(operation: string, request: RouteRequest): Promise<readonly string[]> {
  const requestId = randomUUID();
  await caller.succeed(operation, { ...request, headers: { 'x-request-id': requestId, ...request.headers } });
  return roundTrips.of(requestId);
}

const content = { category: 'mail', type: 'string', value: 'new' };

describe('round trips to Postgres', () => {
  it('of a setting that is updated: it is read, and written with its version and its entry', async () => {
    const { key } = await caller.setting();
    const update = { params: { key }, headers: { 'if-match': '"1"' }, body: content };
    const sent = await sentFor('updateSetting', update);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatch(/UPDATE secure_settings[^]*INTO secure_settings_versions[^]*INTO audit_logs/);
    expect(await caller.succeed('getSetting', { params: { key } })).toMatchObject({ body: { version: 2 } });
  });

  it('of an upload: its row, its entry and its scan are one statement, and the entry has its place reserved', async () => {
    const upload = { bytes: await makeJpeg(), name: 'photo.jpg', type: 'image/jpeg' };
    const sent = await sentFor('createUpload', { upload });
    // handing the scan over comes after the commit, and is nobody's wait
    const [reserved, written, ...others] = sent.filter((statement) => !statement.includes('UPDATE outbox'));
    expect(reserved).toContain("nextval('audit_logs_id_seq')");
    expect(written).toMatch(/INTO uploads[^]*INTO audit_logs[^]*INTO outbox/);
    expect(others).toEqual([]);
  });

  it('of a setting that is created', async () => {
    expect(await sentFor('createSetting', { body: { key: caller.unique('setting'), ...content } })).toHaveLength(2);
  });

  it('of one that is changed without its value, or rolled back', async () => {
    const { key } = await caller.setting();
    const patch = { params: { key }, headers: { 'if-match': '"1"' }, body: { description: 'new' } };
    expect(await sentFor('patchSetting', patch)).toHaveLength(2);
    const rollback = { body: { key, version: 1, expectedVersion: 2 } };
    expect(await sentFor('rollBackSetting', rollback)).toHaveLength(3);
  });

  it('of one that is deleted, and restored', async () => {
    const { key } = await caller.setting();
    const ifMatch = (version: number) => ({ params: { key }, headers: { 'if-match': `"${version}"` } });
    expect(await sentFor('deleteSetting', ifMatch(1))).toHaveLength(2);
    expect((await sentFor('restoreSetting', ifMatch(2))).length).toBeLessThanOrEqual(3);
  });

  it('of a value that is revealed: it is read, and its entry written', async () => {
    const { key } = await caller.setting();
    const sent = await sentFor('revealSetting', { params: { key } });
    expect(sent).toHaveLength(2);
    expect(sent[1]).toContain('INTO audit_logs');
  });

  it('of many settings that a service resolves: one to read them, one to record it', async () => {
    const keys = [(await caller.setting()).key, (await caller.setting()).key];
    expect(await sentFor('resolveSettings', { body: { keys } })).toHaveLength(2);
  });

  it('of a file that is imported: as many for a hundred settings as for two', async () => {
    const keys = Array.from({ length: 100 }, () => caller.unique('imported'));
    const text = keys.map((key) => `${key}=x\n`).join('');
    const request = { query: { format: 'env', category: 'mail' }, rawBody: { type: 'text/plain', text } };
    const sent = await sentFor('importSettings', request);
    // begun, locked, written, entries reserved and written, committed
    expect(sent.length).toBeLessThanOrEqual(6);
    expect(sent[1]).toContain('FOR UPDATE');
  });

  it('of settings whose sensitive values stay in the database', async () => {
    const { key } = await caller.setting();
    for (const sent of [await sentFor('getSetting', { params: { key } }), await sentFor('listSettings', {})]) {
      expect(sent).toHaveLength(1);
      expect(sent[0]).toMatch(/CASE WHEN NOT sensitive .*THEN ciphertext END/);
    }
  });

  it('of a session that is continued: its token and its user are read, and all is written at once', async () => {
    const cookie = await caller.session();
    const first = await sentFor('refreshSession', { as: 'nobody', headers: { cookie } });
    expect(first).toHaveLength(3);
    expect(first[2]).toMatch(
      /UPDATE refresh_tokens[^]*INTO refresh_tokens[^]*UPDATE refresh_families[^]*INTO audit_logs/,
    );
    const repeated = await sentFor('refreshSession', { as: 'nobody', headers: { cookie } });
    expect(repeated).toHaveLength(3);
  });

  it('of a token for a service: its secret is looked up, and the entry gets its place and is written', async () => {
    const { clientId: client_id, clientSecret: client_secret } = await caller.serviceAccount();
    const body = { grant_type: 'client_credentials', client_id, client_secret };
    // the first use of a secret in a minute is noted
    await caller.succeed('issueServiceToken', { as: 'nobody', body });
    expect(await sentFor('issueServiceToken', { as: 'nobody', body })).toHaveLength(3);
  });
});
