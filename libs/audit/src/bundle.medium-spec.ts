import { type BundleLine, parseBundleLine, verifyBundle, writeBundleLine } from '@gatehouse/audit-bundle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from './audit.fixture.ts';
import type { BundleRequest } from './use-cases/export/export-audit-bundle.ts';

let fixture: AuditFixture;
/** Leaves 250 to 519 of 600, in three tiles; checkpoints at 200, 400, 530 and 600. */
let lines: readonly BundleLine[];
let keys: readonly string[];
beforeAll(async () => {
  fixture = await createAuditFixture();
  let written = 0;
  for (const size of [200, 400, 530, 600]) {
    await write(size - written);
    await fixture.checkpoint();
    written = size;
  }
  keys = fixture.checkpointKeys.publicKeys();
  lines = (await exported({ leaves: { start: 250, end: 520 } })).lines;
});
afterAll(() => fixture.close());

async function write(count: number, reason = 'ü "quoted" \\ 😀'): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      fixture.trail.recordAlone({
        type: 'auth_failure',
        action: 'login',
        status: 'failure',
        reason: { given: reason },
        details: { index, deep: [1.5, { a: null }] },
      }),
    ),
  );
}

async function exported(request: BundleRequest, whileWriting: () => Promise<void> = () => Promise.resolve()) {
  const text: string[] = [];
  const summary = await fixture.bundle.execute(request, async (line) => {
    text.push(line);
    await whileWriting();
  });
  return { summary, text, lines: text.map((line) => parseBundleLine(line.slice(0, -1))) };
}

/** In pieces that end anywhere, as a file is read. */
async function* pieces(text: string | Buffer, size = 1000) {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size)
    yield await Promise.resolve(bytes.subarray(start, start + size));
}
const textOf = (of: readonly BundleLine[]) => of.map(writeBundleLine).join('');
const check = (of: readonly BundleLine[]) => verifyBundle(pieces(textOf(of)), keys);

describe('a bundle', () => {
  it('verifies with the public key alone, and names its checkpoints', async () => {
    const report = await check(lines);
    expect(report).toMatchObject({ verdict: 'VALID', entries: 270, first: 250, end: 520, faultCount: 0 });
    expect(report.checkpoints.map(({ number, size }) => [number, size])).toEqual([
      [1, 200],
      [3, 530],
      [4, 600],
    ]);
    expect(report).toMatchObject({ origin: 'log.example/audit', withoutEntry: 0, lines: lines.length });
  });

  it.each([
    [0, 1],
    [599, 600],
    [0, 600],
    [255, 257],
    [256, 512],
    [512, 513],
    [200, 400],
  ])('can hold the leaves from %i up to %i', async (start, end) => {
    const { lines, summary } = await exported({ leaves: { start, end } });
    expect([summary.entries, (await check(lines)).verdict]).toEqual([end - start, 'VALID']);
  });

  it('can be of a time range, and of everything', async () => {
    const { rows } = await fixture.db.owner.query<{ from: Date }>(
      `SELECT audit_timestamp AS "from" FROM audit_leaves WHERE leaf_index = 300`,
    );
    const from = rows[0]!.from.toISOString();
    const part = await exported({ from });
    expect(part.summary.end).toBe(part.summary.treeSize);
    expect(part.summary.first).toBeLessThanOrEqual(300);
    expect((await check(part.lines)).verdict).toBe('VALID');
    const whole = await exported({});
    expect(whole.summary).toMatchObject({ first: 0, entries: whole.summary.treeSize });
    expect((await check(whole.lines)).verdict).toBe('VALID');
  });

  it('is recorded before its first line, and refused for what no checkpoint covers', async () => {
    const { summary } = await exported({ leaves: { start: 3, end: 5 } });
    const { rows } = await fixture.db.owner.query<{ details: object; action: string }>(
      `SELECT action, details FROM audit_logs WHERE event_type = 'audit_exported' ORDER BY id DESC LIMIT 1`,
    );
    const { checkpoint, treeSize } = summary;
    expect(rows).toMatchObject([{ action: 'bundle', details: { first: 3, end: 5, checkpoint, treeSize } }]);
    await expect(exported({ leaves: { start: 0, end: 1_000_000 } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(exported({ leaves: { start: 5, end: 5 } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(exported({ from: '2001-01-01T00:00:00Z', to: '2001-01-02T00:00:00Z' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is as of one checkpoint while entries and checkpoints are added', async () => {
    let turns = 0;
    const { lines, summary } = await exported({}, async () => {
      if (++turns % 200 !== 1) return;
      await write(10);
      await fixture.checkpoint();
    });
    expect(turns).toBeGreaterThan(200);
    expect((await fixture.tree.lastCheckpoint())?.size).toBeGreaterThan(summary.treeSize);
    expect(await check(lines)).toMatchObject({ verdict: 'VALID', entries: summary.treeSize });
  });
});
