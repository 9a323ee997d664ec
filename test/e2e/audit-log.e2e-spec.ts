import { startGatehouse, type Gatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInAsAdmin } from './support/session.ts';

let gatehouse: Gatehouse;
let authorization: string;
beforeAll(async () => {
  gatehouse = await startGatehouse();
  authorization = `Bearer ${(await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword)).token}`;
});
afterAll(() => gatehouse.stop());

const get = (path: string, accept = 'application/json') =>
  fetch(`${gatehouse.baseUrl}/api/audit/${path}`, { headers: { authorization, accept } });

describe('the audit log of a running system', () => {
  it('has a signed checkpoint soon, and says by which key', async () => {
    await expect
      .poll(async () => (await get('checkpoints/latest', 'text/plain')).status, { timeout: 20_000 })
      .toBe(200);
    const response = await get('checkpoints/latest', 'text/plain');
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toMatch(/^gatehouse\.local\/audit\n\d+\n/);
    const { verifierKeys } = (await (await get('checkpoints/keys')).json()) as { verifierKeys: string[] };
    expect(verifierKeys).toEqual([expect.stringMatching(/^gatehouse\.local\/audit\+[0-9a-f]{8}\+/)]);
  });

  it('streams a verification, and ends it with the report', async () => {
    const response = await get('verify', 'application/x-ndjson');
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ checked: expect.any(Number), total: expect.any(Number) });
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ report: { valid: true, external: 'compared' } });
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
