import { unwrap } from '@gatehouse/api-client';
import { type Gatehouse, makeJpeg, startGatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scanned, sendFile, type SignedIn, signInAsAdmin, until, type UploadAnswer } from '../e2e/support/session.ts';

let gatehouse: Gatehouse;
let session: SignedIn;

// one system for all: each test leaves it whole, and what is left of it for the next is a part of the proof
beforeAll(async () => {
  // servers of its own, so that they can be killed
  gatehouse = await startGatehouse({ ownServers: true });
  session = await signInAsAdmin(gatehouse.baseUrl, gatehouse.adminPassword);
});
afterAll(() => gatehouse.stop());

async function upload(): Promise<UploadAnswer> {
  const response = await sendFile(gatehouse.baseUrl, session.token, {
    bytes: await makeJpeg(),
    name: 'a.jpg',
    type: 'image/jpeg',
  });
  expect(response.status).toBe(201);
  return (await response.json()) as UploadAnswer;
}

const ready = () =>
  until(
    async () => (await fetch(`${gatehouse.baseUrl}/api/health/ready`).catch(() => undefined))?.status,
    (status) => status === 200,
  );

describe('after kill -9', () => {
  it('of the worker between upload and scan, the upload is scanned by the next worker', async () => {
    await gatehouse.kill('worker');
    const { id } = await upload();
    const before = await unwrap(session.client.GET('/api/upload-image/{id}', { params: { path: { id } } }));
    expect(before.status).toBe('pending_scan');
    const worker = async () => {
      const { components } = await unwrap(session.client.GET('/api/health'));
      return components.find((component) => component.name === 'worker')?.status;
    };
    await until(worker, (status) => status === 'down');
    await gatehouse.restart('worker');
    expect((await scanned(session.client, id)).status).toBe('clean');
    await until(worker, (status) => status === 'up');
  });

  it('of Redis with an upload pending, sign-in and reads go on, and the upload is scanned once Redis is back empty', async () => {
    await gatehouse.kill('worker');
    const first = await upload();
    await gatehouse.kill('redis');
    const second = await upload();
    expect((await unwrap(session.client.GET('/api/auth/me'))).login).toBe('admin');
    await gatehouse.restart('redis', { wipe: true });
    await gatehouse.restart('worker');
    for (const { id } of [first, second]) expect((await scanned(session.client, id)).status).toBe('clean');
  });

  it('of Postgres while idle, requests are told to come back and then work again without a restart', async () => {
    await gatehouse.kill('postgres');
    const away = await fetch(`${gatehouse.baseUrl}/api/secure-settings`, {
      headers: { authorization: `Bearer ${session.token}` },
    });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(((await away.json()) as { code: string }).code).toBe('DEPENDENCY_UNAVAILABLE');
    await gatehouse.restart('postgres');
    await ready();
    const { id } = await upload();
    expect((await scanned(session.client, id)).status).toBe('clean');
  });
});
