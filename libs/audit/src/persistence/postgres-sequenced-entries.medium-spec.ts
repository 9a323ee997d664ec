import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from '../audit.fixture.ts';
import { PostgresSequencedEntries } from './postgres-sequenced-entries.ts';

let fixture: AuditFixture;
let entries: PostgresSequencedEntries;
beforeAll(async () => {
  fixture = await createAuditFixture();
  entries = new PostgresSequencedEntries(fixture.db.database);
});
afterEach(() => fixture.tamper('DELETE FROM audit_leaves'));
afterAll(() => fixture.close());

/** Writes entries and gives them leaves in the order of `numbers`, as the sequencer does once they have committed. */
async function sequence(numbers: readonly number[]): Promise<void> {
  for (const n of numbers)
    await fixture.trail.recordAlone({ type: 'auth_success', action: 'login', status: 'success', details: { n } });
  await giveLeaves(numbers);
}
async function giveLeaves(numbers: readonly number[]): Promise<void> {
  for (const n of numbers)
    await fixture.db.owner.query(
      `INSERT INTO audit_leaves (leaf_index, audit_id, audit_timestamp, leaf_hash)
       SELECT (SELECT count(*) FROM audit_leaves), id, "timestamp", sha256('x') FROM audit_logs
       WHERE details->>'n' = $1 ORDER BY id DESC LIMIT 1`,
      [String(n)],
    );
}
const numbersAfter = async (cursor: bigint, limit = 100) =>
  (await entries.after(cursor, limit)).map(({ record }) => record.details?.['n']);

describe('the log in the order of its sequence', () => {
  it('is read page by page', async () => {
    expect(await entries.head()).toBe(-1n);
    await sequence([1, 2, 3]);
    expect(await entries.head()).toBe(2n);
    const page = await entries.after(-1n, 2);
    expect(page.map(({ cursor }) => cursor)).toEqual([0n, 1n]);
    expect(await numbersAfter(1n)).toEqual([3]);
    expect(await numbersAfter(2n)).toEqual([]);
  });

  it('has an entry that committed late after those that did not, though its id came before theirs', async () => {
    for (const n of [1, 3, 4, 5])
      await fixture.trail.recordAlone({ type: 'auth_success', action: 'login', status: 'success', details: { n } });
    await giveLeaves([5, 3, 4]);
    expect(await numbersAfter(-1n)).toEqual([5, 3, 4]);
    await giveLeaves([1]);
    expect(await numbersAfter(2n)).toEqual([1]);
  });

  it('hands out each record whole', async () => {
    await sequence([7]);
    const [{ record } = { record: undefined }] = await entries.after(-1n, 1);
    const [stored] = await fixture.log.find({ limit: 1 });
    expect(record).toEqual({ ...stored, signature: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });

  it('leaves out what retention has dropped', async () => {
    await sequence([1, 2, 3]);
    await fixture.tamper(`DELETE FROM audit_logs WHERE id = (SELECT audit_id FROM audit_leaves WHERE leaf_index = 1)`);
    expect(await numbersAfter(-1n)).toEqual([1, 3]);
    expect(await entries.head()).toBe(2n);
  });

  it('tells the place of an entry, and none of one that has no place', async () => {
    await sequence([1, 2]);
    const [, second] = await entries.after(-1n, 2);
    expect(await entries.indexOf(second?.record.id ?? '')).toBe(1n);
    expect(await entries.indexOf('999999')).toBeUndefined();
  });
});
