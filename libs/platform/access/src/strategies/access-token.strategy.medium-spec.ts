import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import passport from 'passport';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AccessPipeline, call, startAccessPipeline } from '../access-pipeline.fixture.ts';
import { AccessTokenStrategy } from './access-token.strategy.ts';

const environment = { RATE_LIMIT_READ: '100000' };
let database: TestDatabase;
let redis: TestRedis;
let api: AccessPipeline;
beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  api = await startAccessPipeline({ database, redis, environment });
});
afterAll(async () => {
  await api.app.close();
  await Promise.all([database.close(), redis.stop()]);
});

const holder = async (at: AccessPipeline, token: string) => (await call(at, '/things/account', { token })).body['id'];

it('keeps the keys and the deny list of each app to itself, however many run in one process', async () => {
  const other = await startAccessPipeline({ database, redis, environment });
  // the fakes number their tokens, so this one text is a token of both
  const token = await api.token('viewer', '', 'ours');
  expect(await other.token('viewer', '', 'theirs')).toBe(token);
  expect([await holder(api, token), await holder(other, token)]).toEqual(['ours', 'theirs']);
  other.denyList.deny({ kind: 'jti', id: token });
  expect([await holder(api, token), await holder(other, token)]).toEqual(['ours', undefined]);
  const { name } = other.app.get(AccessTokenStrategy);
  expect(isRegistered(name)).toBe(true);
  await other.app.close();
  expect(isRegistered(name)).toBe(false);
  expect(await holder(api, token)).toBe('ours');
});

it('tells callers apart that come at once', async () => {
  const subjects = Array.from({ length: 50 }, (_, index) => `viewer-${index}`);
  const seen = await Promise.all(
    subjects.map(async (subject, index) => {
      const token = index % 5 === 0 ? 'unknown' : await api.token('viewer', '', subject);
      return (await call(api, '/things/account', { token })).body['id'];
    }),
  );
  expect(seen).toEqual(subjects.map((subject, index) => (index % 5 === 0 ? undefined : subject)));
});

it('takes a token from the one header only, and the scheme in any case', async () => {
  const token = await api.token('viewer');
  const status = async (authorization: string, query = '') =>
    (await call(api, `/things${query}`, { headers: { authorization } })).status;
  expect(await status(`bearer ${token}`)).toBe(200);
  expect(await status(`BEARER  ${token}`)).toBe(200);
  expect(await status(`Token ${token}`)).toBe(401);
  expect((await call(api, `/things?access_token=${token}`)).status).toBe(401);
  expect((await call(api, '/things', { headers: { cookie: `access_token=${token}` } })).status).toBe(401);
});

it('asks no strategy that passport knows under another name', () => {
  const ask = passport.authenticate('ldap', { session: false }, () => undefined) as (request: object) => void;
  expect(() => ask({})).toThrow('PerAppStrategy, and not ldap');
});

function isRegistered(name: string): boolean {
  return Object.hasOwn((passport as unknown as { _strategies: object })._strategies, name);
}
