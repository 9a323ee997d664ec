import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccessPipeline, call as callAt, startAccessPipeline } from './access-pipeline.fixture.ts';

let database: TestDatabase;
let redis: TestRedis;
let api: AccessPipeline;

const call = (path: string, init: Parameters<typeof callAt>[2] = {}) => callAt(api, path, init);

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  api = await startAccessPipeline({ database, redis });
});
afterAll(async () => {
  await api.app.close();
  await Promise.all([database.close(), redis.stop()]);
});

describe('origins', () => {
  const ask = (origin: string, init: { method?: string; headers?: Record<string, string> } = {}) =>
    call('/things/open', { ...init, headers: { origin, ...init.headers } });
  const allowHeaders = (headers: Headers) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

  it('lets the pages of an allowed origin read', async () => {
    const { headers } = await ask('http://localhost:4200');
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:4200');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-expose-headers')).toContain('ETag');
  });

  it.each([
    'http://localhost:4201',
    'https://localhost:4200',
    'http://localhost:4200.evil.example',
    'null',
    'http://LOCALHOST:4200',
  ])('sends %s nothing', async (origin) => {
    const { headers } = await ask(origin);
    expect(allowHeaders(headers)).toEqual([]);
    expect(headers.get('vary')).toContain('Origin');
  });

  it('says Vary: Origin also to who sends none', async () => {
    expect((await call('/nothing')).headers.get('vary')).toContain('Origin');
  });

  it('answers a preflight, and an error keeps its headers', async () => {
    const preflight = await ask('http://localhost:4200', {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'PUT' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(preflight.headers.get('access-control-max-age')).toBe('600');
    const refused = await ask('http://evil.example', {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'PUT' },
    });
    expect([refused.status, allowHeaders(refused.headers)]).toEqual([204, []]);
    const error = await call('/things', { headers: { origin: 'http://localhost:4200' } });
    expect([error.status, error.headers.get('access-control-allow-origin')]).toEqual([401, 'http://localhost:4200']);
  });
});
