import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBucket } from '@gatehouse/object-store/testing';
import {
  type CephStore,
  type Gatehouse,
  type Rsyslog,
  startCephStore,
  startGatehouse,
  startRsyslog,
} from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { signInAsAdmin } from './support/session.ts';

const SOON_MS = 20_000;
let gatehouse: Gatehouse;
let authorization: string;
let store: CephStore;
let rsyslog: Rsyslog;
const secrets = mkdtempSync(join(tmpdir(), 'gatehouse-secrets-'));

beforeAll(async () => {
  [store, rsyslog] = await Promise.all([startCephStore(), startRsyslog()]);
  await createBucket(store, 'checkpoints', { objectLock: true });
  writeFileSync(join(secrets, 's3'), `${store.secretAccessKey}\n`, { mode: 0o600 });
  gatehouse = await startGatehouse({
    environment: {
      AUDIT_CHECKPOINT_SINK: 's3://checkpoints/gatehouse',
      AUDIT_CHECKPOINT_S3_ENDPOINT: store.endpoint,
      AUDIT_CHECKPOINT_S3_ACCESS_KEY_ID: store.accessKeyId,
      AUDIT_CHECKPOINT_S3_SECRET_ACCESS_KEY_FILE: join(secrets, 's3'),
      AUDIT_CHECKPOINT_S3_LOCK_DAYS: '1',
      AUDIT_SIEM_TARGET: `syslogs://localhost:${rsyslog.port}`,
      AUDIT_SIEM_ALLOW_PRIVATE_HOSTS: 'true',
      NODE_EXTRA_CA_CERTS: rsyslog.certificates.ca,
    },
  });
  authorization = `Bearer ${(await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword)).token}`;
});
afterAll(async () => {
  await gatehouse.stop();
  await Promise.all([store.stop(), rsyslog.stop()]);
  rmSync(secrets, { recursive: true });
});

const get = (path: string, accept = 'application/json') =>
  fetch(`${gatehouse.baseUrl}/api/audit/${path}`, { headers: { authorization, accept } });

describe('the audit log of a running system with its checkpoints in S3 and a SIEM behind TLS', () => {
  it('has a signed checkpoint soon, and says by which key', async () => {
    await eventually(SOON_MS, async () => {
      expect((await get('checkpoints/latest', 'text/plain')).status).toBe(200);
    });
    const response = await get('checkpoints/latest', 'text/plain');
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toMatch(/^gatehouse\.local\/audit\n\d+\n/);
    const { verifierKeys } = (await (await get('checkpoints/keys')).json()) as { verifierKeys: string[] };
    expect(verifierKeys).toEqual([expect.stringMatching(/^gatehouse\.local\/audit\+[0-9a-f]{8}\+/)]);
  });

  it('streams a verification, and ends it with the report', async () => {
    // a checkpoint is in the database a moment before it is in the store
    await eventually(SOON_MS, async () => {
      expect(await (await get('verify')).json()).toMatchObject({ external: 'compared' });
    });
    const response = await get('verify', 'application/x-ndjson');
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ checked: expect.any(Number), total: expect.any(Number) });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ report: { valid: true, external: 'compared' } });
  });

  it('reaches the SIEM', async () => {
    const received = await rsyslog.received(2);
    expect(received.map(({ app, facility }) => `${app} ${facility}`)).toContain('gatehouse audit');
    await eventually(SOON_MS, async () => {
      expect((await rsyslog.received(1)).map(({ msgid }) => msgid)).toContain('auth_success');
    });
    expect(gatehouse.logOf('worker') + gatehouse.logOf('api')).not.toContain(store.secretAccessKey);
  });

  it('takes no change on a database that is older than its last checkpoint, and says so', async () => {
    const owner = await gatehouse.owner.connect();
    await gatehouse.kill('worker');
    await owner.query(`
      ALTER TABLE audit_logs DISABLE TRIGGER USER; ALTER TABLE audit_leaves DISABLE TRIGGER USER;
      ALTER TABLE audit_checkpoints DISABLE TRIGGER USER;
      DELETE FROM audit_logs; DELETE FROM audit_leaves; DELETE FROM audit_checkpoints; DELETE FROM audit_pending;
      UPDATE audit_sequencer SET tree_size = 0, checkpoint_number = 0;
      ALTER TABLE audit_logs ENABLE TRIGGER USER; ALTER TABLE audit_leaves ENABLE TRIGGER USER;
      ALTER TABLE audit_checkpoints ENABLE TRIGGER USER`);
    owner.release();
    await gatehouse.restart('api');
    const refused = await fetch(`${gatehouse.baseUrl}/api/keys/rotate`, { method: 'POST', headers: { authorization } });
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'READ_ONLY' })]);
    // who cannot sign in cannot find out what is wrong
    const signIn = await fetch(`${gatehouse.baseUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'admin', password: 'not the right one' }),
    });
    expect([signIn.status, await signIn.json()]).toEqual([401, expect.objectContaining({ code: 'LOGIN_FAILED' })]);
    const health = await fetch(`${gatehouse.baseUrl}/api/health`, { headers: { authorization } });
    expect(JSON.stringify(await health.json())).toContain('read-only: ');
  });
});
