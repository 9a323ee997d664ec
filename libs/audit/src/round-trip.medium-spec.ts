import type { AuditEntry, JsonObject } from '@gatehouse/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from './audit.fixture.ts';

const EVENTS = 100_000;
/** As many as wait at once, so that the trail writes them in full groups. */
const WAITING = 5000;

let fixture: AuditFixture;
beforeAll(async () => {
  fixture = await createAuditFixture();
});
afterAll(() => fixture.close());

const text = fc.string({ unit: 'binary', maxLength: 12 });
const details = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(-0, 1e21, 5e-324, 2 ** 53, 1 / 3, true, false, null, 'a\u0000', '\uD800', '😀'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).object as fc.Arbitrary<JsonObject>;
const entries: fc.Arbitrary<AuditEntry> = fc.record({
  type: fc.constantFrom('setting_updated', 'auth_failure', 'file_upload'),
  action: text,
  status: fc.constantFrom('success', 'failure', 'denied'),
  reason: fc.record({ given: text }),
  resource: fc.record({ type: text, id: text }),
  details,
});

it(
  'carries a hundred thousand random events through Postgres, and finds nothing wrong with them',
  { timeout: 400_000 },
  async () => {
    for (let written = 0; written < EVENTS; written += WAITING)
      await Promise.all(fc.sample(entries, WAITING).map((entry) => fixture.trail.recordAlone(entry)));
    while ((await fixture.tree.countPending()) > 0) await fixture.checkpoint();

    // autovacuum would do this within a minute; without it the plans are those of an empty table
    await fixture.db.owner.query('ANALYZE audit_logs, audit_leaves');
    const report = await fixture.verify.execute();
    expect(report).toMatchObject({ valid: true, checked: EVENTS, treeSize: EVENTS, unsequenced: 0, faultCount: 0 });
  },
);
