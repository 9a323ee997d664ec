import { uuidv7 } from '@gatehouse/crypto';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anUpload } from '../domain/upload.fixture.ts';
import { TypeormUploadRepository } from './typeorm-upload-repository.ts';
import { UploadEntity } from './upload.entity.ts';

let database: TestDatabase;
let uploads: TypeormUploadRepository;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [UploadEntity] });
  uploads = new TypeormUploadRepository(database.database);
});
afterAll(() => database.close());

const now = new Date('2026-02-03T04:05:06.789Z');

describe('TypeormUploadRepository', () => {
  it('gives back what was added, with sizes as numbers', async () => {
    const upload = anUpload({ size: 9_000_000_000, tenant: 'a', originalName: 'Отчёт "x".pdf' });
    await uploads.add(upload);
    expect({ ...(await uploads.find(upload.id)) }).toEqual(upload);
  });

  it('changes what it is told to, and when', async () => {
    const upload = anUpload();
    await uploads.add(upload);
    await uploads.change(upload.id, { status: 'scanning', attempts: 1 }, now);
    expect({ ...(await uploads.find(upload.id)) }).toEqual({
      ...upload,
      status: 'scanning',
      attempts: 1,
      updatedAt: now,
    });
  });

  it('lists the newest first, of one owner, after a place', async () => {
    const ownerId = uuidv7();
    const made = [1, 2, 3].map((day) =>
      anUpload({ id: uuidv7(new Date(2026, 3, day)), ownerId, storageKey: `quarantine/${day}` }),
    );
    for (const upload of made) await uploads.add(upload);
    await uploads.add(anUpload({ ownerKind: 'partner', ownerId }));
    const owner = { kind: 'user', id: ownerId } as const;
    const ids = async (page: { limit: number; after?: string }) =>
      (await uploads.list({ owner }, page)).rows.map(({ id }) => id);
    const expected = made.map(({ id }) => id).reverse();
    expect(await ids({ limit: 10 })).toEqual(expected);
    expect(await ids({ limit: 1, after: expected[0] ?? '' })).toEqual([expected[1]]);
    expect((await uploads.list({ owner }, { limit: 1 })).count).toBe(3);
    expect((await uploads.list({ owner }, { limit: 1, after: expected[0] ?? '' })).count).toBeUndefined();
    expect(await uploads.list({ owner, status: 'clean' }, { limit: 10 })).toEqual({ rows: [], count: 0 });
  });

  it('hands a stale upload to one taker only', async () => {
    const upload = anUpload({ updatedAt: new Date('2020-01-01T00:00:00Z') });
    await uploads.add(upload);
    const takers = await Promise.all(
      [1, 2].map(() =>
        database.unitOfWork.run(async () => {
          const taken = await uploads.takeStale(new Date('2020-06-01T00:00:00Z'), 10);
          for (const { id } of taken) await uploads.change(id, {}, now);
          return taken.length;
        }),
      ),
    );
    expect(takers.reduce((sum, count) => sum + count)).toBe(1);
  });

  it('knows which files are still needed', async () => {
    const upload = anUpload();
    await uploads.add(upload);
    expect(await uploads.neededKeys([upload.storageKey ?? '', 'quarantine/orphan'])).toEqual(
      new Set([upload.storageKey]),
    );
  });
});

describe('the uploads table', () => {
  const attempt = (sql: string) => database.database.query(sql);

  it.each([
    "UPDATE uploads SET sha256 = repeat('b', 64)",
    "UPDATE uploads SET owner_id = 'thief'",
    'DELETE FROM uploads',
    'TRUNCATE uploads',
  ])('does not let the application do: %s', async (sql) => {
    await expect(attempt(sql)).rejects.toThrow('permission denied');
  });

  it.each([
    ['clean without a verdict', { status: 'clean' }],
    ['clean in quarantine', { status: 'clean', verdict: 'clean', servedSize: 1, servedSha256: 'b'.repeat(64) }],
    ['infected with a file', { status: 'infected', verdict: 'infected' }],
    ['pending without a file', { storageKey: null }],
    ['destroying without a verdict', { status: 'destroying' }],
    ['destroying with a file that was not infected', { status: 'destroying', verdict: 'suspicious' }],
    ['destroying without a file', { status: 'destroying', verdict: 'infected', storageKey: null }],
    [
      'destroying and served',
      { status: 'destroying', verdict: 'infected', servedSize: 1, servedSha256: 'b'.repeat(64) },
    ],
    ['released before it is clean', { storageKey: 'released/x' }],
    ['a name of 256 bytes', { originalName: 'x'.repeat(256) }],
    ['no bytes', { size: 0 }],
    ['a digest that is none', { sha256: 'A'.repeat(64) }],
    ['a served copy longer than the file', { servedSize: 1001, servedSha256: 'b'.repeat(64) }],
  ] as const)('refuses a row that says: %s', async (_what, overrides) => {
    await expect(uploads.add(anUpload(overrides))).rejects.toThrow('violates check constraint');
  });
});
