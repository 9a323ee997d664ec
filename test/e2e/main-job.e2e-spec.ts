import { createHash } from 'node:crypto';
import { type GatehouseClient, unwrap } from '@gatehouse/api-client';
import { eicarInsidePdf, type Gatehouse, makeJpeg, makeZip, startGatehouse, withTail } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scanned, sendFile, signInAsAdmin, type UploadAnswer } from './support/session.ts';

let gatehouse: Gatehouse;
let client: GatehouseClient;
let token: string;

beforeAll(async () => {
  gatehouse = await startGatehouse();
  ({ client, token } = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword));
});
afterAll(() => gatehouse.stop());

const key = 'smtp.password';
const byKey = { params: { path: { key } } };
const reveal = async () => (await unwrap(client.POST('/api/secure-settings/{key}/reveal', byKey))).value;

describe('a secure setting', () => {
  it('is created masked, revealed, updated and rolled back to its first value as version 3', async () => {
    const created = await unwrap(
      client.POST('/api/secure-settings', {
        body: { key, value: 'first-value-1', category: 'mail', type: 'string', description: 'Mail relay' },
      }),
    );
    expect(created).toMatchObject({ key, version: 1, category: 'mail', type: 'string' });
    expect(JSON.stringify(created)).not.toContain('first-value-1');
    expect(await reveal()).toBe('first-value-1');

    const updated = await client.PUT('/api/secure-settings/{key}', {
      params: { path: { key }, header: { 'If-Match': '"1"' } },
      body: { value: 'second-value-2', category: 'mail', type: 'string' },
    });
    expect(updated.response.headers.get('etag')).toBe('"2"');
    expect(await reveal()).toBe('second-value-2');

    const rolledBack = await unwrap(
      client.POST('/api/secure-settings/rollback', { body: { key, version: 1, expectedVersion: 2 } }),
    );
    expect(rolledBack.version).toBe(3);
    expect(await reveal()).toBe('first-value-1');
    const history = await unwrap(client.GET('/api/secure-settings/{key}/versions', byKey));
    expect(history.items.map((one) => [one.version, one.operation])).toEqual([
      [3, 'rollback'],
      [2, 'update'],
      [1, 'create'],
    ]);
  });

  it('lets exactly one of 50 parallel updates win and refuses 49 with 412, without a gap in the versions', async () => {
    await unwrap(
      client.POST('/api/secure-settings', { body: { key: 'race', value: '0', category: 'test', type: 'string' } }),
    );
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        client.PUT('/api/secure-settings/{key}', {
          params: { path: { key: 'race' }, header: { 'If-Match': '"1"' } },
          body: { value: `writer-${index}`, category: 'test', type: 'string' },
        }),
      ),
    );
    const statuses = answers.map((answer) => answer.response.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(49);
    const { items } = await unwrap(
      client.GET('/api/secure-settings/{key}/versions', { params: { path: { key: 'race' } } }),
    );
    expect(items.map((one) => one.version)).toEqual([2, 1]);
  });

  it('creates once for one Idempotency-Key, however often it is sent', async () => {
    const send = (value: string) =>
      client.POST('/api/secure-settings', {
        params: { header: { 'Idempotency-Key': 'create-once-1' } },
        body: { key: 'once', value, category: 'test', type: 'string' },
      });
    const answers = await Promise.all([send('v'), send('v'), send('v')]);
    expect(answers.map((answer) => answer.response.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.data?.id)).size).toBe(1);
    expect((await send('other')).response.status).toBe(422);
  });
});

describe('an upload', () => {
  const upload = async (bytes: Buffer, name: string, type: string): Promise<UploadAnswer> => {
    const response = await sendFile(gatehouse.baseUrl, token, { bytes, name, type });
    expect(response.status).toBe(201);
    return (await response.json()) as UploadAnswer;
  };

  it('of a real JPEG becomes clean and downloads with the digest that was announced', async () => {
    const bytes = await makeJpeg({ width: 640, height: 480 });
    const answer = await upload(bytes, 'holiday.jpg', 'image/jpeg');
    expect(answer).toMatchObject({ status: 'pending_scan', size: bytes.length });
    expect(answer.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect((await scanned(client, answer.id)).status).toBe('clean');
    const content = await fetch(gatehouse.baseUrl + answer.links.content, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(content.headers.get('content-disposition')).toContain('attachment');
    const body = Buffer.from(await content.arrayBuffer());
    expect(createHash('sha256').update(body).digest('hex')).toBe(answer.sha256);
  });

  it('of EICAR inside a PDF is found infected, never served, and its file is gone', async () => {
    const answer = await upload(eicarInsidePdf(), 'invoice.pdf', 'application/pdf');
    expect((await scanned(client, answer.id)).status).toBe('infected');
    const content = await fetch(gatehouse.baseUrl + answer.links.content, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(content.status).toBe(409);
    expect(await gatehouse.storedFiles()).not.toContainEqual(expect.stringContaining(answer.id));
  });

  it('of a JPEG with an archive behind it is never served', async () => {
    const bytes = withTail(await makeJpeg(), makeZip());
    const response = await sendFile(gatehouse.baseUrl, token, { bytes, name: 'cat.jpg', type: 'image/jpeg' });
    if (response.status === 201) {
      const answer = (await response.json()) as UploadAnswer;
      expect((await scanned(client, answer.id)).status).toBe('suspicious');
      const content = await fetch(gatehouse.baseUrl + answer.links.content, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(content.status).toBe(409);
    } else {
      expect(response.status).toBe(422);
    }
  });
});

describe('the audit log', () => {
  it('verifies without a fault, holds no secret, and names the one row that was changed by hand', async () => {
    const clean = await unwrap(client.GET('/api/audit/verify'));
    expect(clean).toMatchObject({ valid: true, faults: [] });
    expect(clean.checked).toBeGreaterThan(10);

    const { rows } = await gatehouse.owner.query<{ id: string; whole: string }>(
      `SELECT id::text, to_jsonb(audit_logs)::text AS whole FROM audit_logs WHERE event_type = 'setting_revealed' ORDER BY id`,
    );
    expect(rows.map((row) => row.whole).join()).not.toMatch(/first-value-1|second-value-2/);

    const victim = rows[0]!.id;
    await gatehouse.owner.query('ALTER TABLE audit_logs DISABLE TRIGGER USER');
    await gatehouse.owner.query(`UPDATE audit_logs SET action = 'nothing happened' WHERE id = $1`, [victim]);
    await gatehouse.owner.query('ALTER TABLE audit_logs ENABLE TRIGGER USER');
    const found = await unwrap(client.GET('/api/audit/verify'));
    expect(found.valid).toBe(false);
    expect(found.faults).toEqual([expect.objectContaining({ kind: 'COLUMN_MISMATCH', id: victim })]);
  });
});

describe('four API processes started at once on an empty database', () => {
  it('agree on one current signing key', async () => {
    const cluster = await startGatehouse({ apiReplicas: 4, worker: false });
    try {
      const { rows } = await cluster.owner.query<{ status: string }>('SELECT status FROM jwt_keys');
      expect(rows.filter((row) => row.status === 'current')).toHaveLength(1);
      const sets = await Promise.all(
        cluster.apiUrls.map(async (url) => (await fetch(`${url}/.well-known/jwks.json`)).text()),
      );
      expect(new Set(sets).size).toBe(1);
      const { token: accepted } = await signInAsAdmin(cluster.apiUrls[0]!, cluster.adminPassword);
      for (const url of cluster.apiUrls) {
        const me = await fetch(`${url}/api/auth/me`, { headers: { authorization: `Bearer ${accepted}` } });
        expect(me.status).toBe(200);
      }
    } finally {
      await cluster.stop();
    }
  });
});
