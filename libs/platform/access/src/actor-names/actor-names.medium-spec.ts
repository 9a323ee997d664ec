import { randomUUID } from 'node:crypto';
import { type ActorName, ActorNames, type Role } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { startTestRedis, type TestRedis } from '@gatehouse/testing';
import { Injectable, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startAccessPipeline, type AccessPipeline } from '../access-pipeline.fixture.ts';
import { ActorNamesModule } from './actor-names.module.ts';

const ada: ActorName = { id: randomUUID(), kind: 'user', name: 'Ada' };
const importer: ActorName = { id: randomUUID(), kind: 'service_account', name: 'nightly import' };
const asked: (readonly string[])[] = [];

const among = (known: readonly ActorName[], ids: readonly string[]) => {
  asked.push(ids);
  return Promise.resolve(known.filter(({ id }) => ids.includes(id)));
};

@Injectable()
class UserNames extends ActorNames {
  override find = (ids: readonly string[]) => among([ada], ids);
  override idsOf = () => Promise.resolve([]);
}

@Injectable()
class ServiceAccountNames extends ActorNames {
  override find = (ids: readonly string[]) => among([importer], ids);
  override idsOf = () => Promise.resolve([]);
}

/** Two domains that do not know each other. */
@Module({ providers: [UserNames] })
class UsersModule {}
@Module({ providers: [ServiceAccountNames] })
class ServicesModule {}

let database: TestDatabase;
let redis: TestRedis;
let pipeline: AccessPipeline;
beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()]);
  pipeline = await startAccessPipeline({ database, redis, modules: [ActorNamesModule, UsersModule, ServicesModule] });
});
afterAll(async () => {
  await pipeline.app.close();
  await Promise.all([database.close(), redis.stop()]);
});

const ask = async (role: Role | 'service', scope: string, query: string) =>
  call(pipeline, `/actors${query}`, { token: await pipeline.token(role, scope) });
const idsOf = (...ids: string[]) => `?${ids.map((id) => `id=${id}`).join('&')}`;

describe('GET /actors', () => {
  it('names the actors of every domain in one answer, and leaves out what nobody is', async () => {
    const { status, body } = await ask('auditor', '', idsOf(ada.id, importer.id, randomUUID()));
    expect(status).toBe(200);
    expect(body['items']).toHaveLength(2);
    expect(body['items']).toEqual(expect.arrayContaining([ada, importer]));
  });

  it('takes one id too, and asks for none twice', async () => {
    expect((await ask('admin', '', idsOf(ada.id))).body).toEqual({ items: [ada] });
    asked.length = 0;
    expect((await ask('admin', '', idsOf(ada.id, ada.id))).body).toEqual({ items: [ada] });
    expect(asked).toEqual([[ada.id], [ada.id]]);
  });

  it('answers only who may read the audit log', async () => {
    expect((await ask('service', 'audit:read', idsOf(ada.id))).status).toBe(200);
    expect((await ask('viewer', '', idsOf(ada.id))).status).toBe(403);
    expect((await ask('service', 'settings:list', idsOf(ada.id))).status).toBe(403);
  });

  it('lists nobody: it wants ids, and no more than a page has', async () => {
    const wrong = ['', '?id=', '?id=ada', '?text=a', `?${`id=${ada.id}&`.repeat(101)}`];
    for (const query of wrong) expect((await ask('auditor', '', query)).status, query.slice(0, 40)).toBe(400);
    const many = Array.from({ length: 100 }, () => randomUUID());
    expect((await ask('auditor', '', idsOf(...many))).body).toEqual({ items: [] });
  });
});
