import { describe, expect, it } from 'vitest';
import { timeline } from './key-timeline.fixture.ts';
import { carryOutPlan, rowsAfter } from './carry-out-plan.ts';
import { auditEntryOf } from './key-audit.ts';
import { type KeyPlan, type KeyStep, planOn, planRevocation, planRotation, planTakeover } from './plan-rotation.ts';
import type { KeyMaterial, SigningKey } from './signing-key.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const material = (kid: string): KeyMaterial => ({
  id: `id of ${kid}`,
  kid,
  algorithm: 'ES256',
  publicKey: 'pem',
  privateKey: { ciphertext: 'sealed', keyId: 'k1' },
});

/** The rows after a plan, and the entries of its steps. Fresh keys have the given ids, in order. */
function carriedOut(rows: readonly SigningKey[], now: Date, plan: KeyPlan, kids: readonly string[]) {
  const planned = planOn(rows, plan(rows, now, timeline));
  const setting = { now, timeline, fence: planned.plannedOn + 1 };
  const results = carryOutPlan(planned, kids.map(material), setting);
  const entries = results.map(({ step, changed }) => auditEntryOf(step, changed, { given: 'because' }));
  return { rows: rowsAfter(rows, results), entries };
}
const entry = (type: string, id: string | undefined, details: object) =>
  expect.objectContaining({
    type,
    status: 'success',
    reason: { given: 'because' },
    ...(id !== undefined && { resource: { type: 'signing_key', id } }),
    details,
  }) as object;

describe('the audit entry of a change of keys', () => {
  const first = carriedOut([], NOON, planRotation, ['a', 'b']);

  it('names the key that was installed, and the one that was published with its turn', () => {
    expect(first.entries).toEqual([
      entry('key_rotated', 'a', { algorithm: 'ES256', fence: 1 }),
      entry('key_published', 'b', { algorithm: 'ES256', fence: 1, activatesAt: '2026-03-02T02:00:00.000Z' }),
    ]);
  });

  it('names the key that took over, and the one that it replaced', () => {
    const { entries } = carriedOut(first.rows, new Date('2026-03-02T02:00:00Z'), planRotation, ['c']);
    expect(entries).toEqual([
      entry('key_rotated', 'b', { algorithm: 'ES256', fence: 2, replaced: 'a' }),
      entry('key_published', 'c', { algorithm: 'ES256', fence: 2, activatesAt: '2026-03-03T02:00:00.000Z' }),
    ]);
  });

  it('names the key whose turn was brought forward', () => {
    const { entries } = carriedOut(first.rows, NOON, planTakeover('a'), []);
    expect(entries).toEqual([
      entry('key_rotation_scheduled', 'b', { algorithm: 'ES256', fence: 2, activatesAt: '2026-03-01T13:01:00.000Z' }),
    ]);
  });

  it('names the key that retired, and the one that was revoked', () => {
    const rotated = carriedOut(first.rows, new Date('2026-03-02T02:00:00Z'), planRotation, ['c']);
    const retired = carriedOut(rotated.rows, new Date('2026-03-02T03:00:00Z'), planRotation, []);
    expect(retired.entries).toEqual([entry('key_retired', 'a', { algorithm: 'ES256', fence: 3 })]);
    const revoked = carriedOut(first.rows, NOON, planRevocation('a'), ['c']);
    expect(revoked.entries).toEqual([
      entry('key_revoked', 'a', { algorithm: 'ES256', fence: 2 }),
      // a revoked key is not replaced: it is gone
      entry('key_rotated', 'b', { algorithm: 'ES256', fence: 2 }),
      entry('key_published', 'c', expect.anything() as object),
    ]);
  });

  it('says in an action of its own what was done', () => {
    const steps: readonly KeyStep[] = [
      { kind: 'install' },
      { kind: 'activate', kid: 'a' },
      { kind: 'publish', activatesAt: NOON },
      { kind: 'reschedule', kid: 'a', activatesAt: NOON },
      { kind: 'retire', kid: 'a' },
      { kind: 'revoke', kid: 'a' },
    ];
    const actions = steps.map((step) => auditEntryOf(step, [], { given: 'because' }).action);
    expect(new Set(actions).size).toBe(steps.length);
    for (const action of actions) expect(action).toMatch(/\w \w/);
  });

  it('tells of no key when none was changed', () => {
    expect(auditEntryOf({ kind: 'install' }, [], { given: 'because' })).toMatchObject({ details: {} });
    expect(auditEntryOf({ kind: 'install' }, [], { given: 'because' })).not.toHaveProperty('resource');
  });
});

describe('carrying out a plan', () => {
  const rows = carriedOut([], NOON, planRotation, ['a', 'b']).rows;
  const setting = { now: NOON, timeline, fence: 7 };

  it('writes every changed row under the fence of the change, and counts keys on', () => {
    expect(rows.map(({ rotationCount }) => rotationCount)).toEqual([0, 1]);
    const steps: readonly KeyStep[] = [
      { kind: 'activate', kid: 'b' },
      { kind: 'publish', activatesAt: NOON },
      { kind: 'retire', kid: 'a' },
    ];
    const results = carryOutPlan({ rows, steps }, [material('c')], setting);
    expect(results.flatMap(({ changed }) => changed.map(({ kid, fence }) => [kid, fence]))).toEqual([
      ['a', 7],
      ['b', 7],
      ['c', 7],
      ['b', 7],
      ['a', 7],
    ]);
    expect(rowsAfter(rows, results).map(({ kid, rotationCount }) => [kid, rotationCount])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('lets a key begin where there is none that it replaces', () => {
    const [, next] = rows;
    const results = carryOutPlan({ rows: [next!], steps: [{ kind: 'activate', kid: 'b' }] }, [], setting);
    expect(results[0]?.changed).toEqual([{ ...next, status: 'current', activatesAt: NOON, fence: 7 }]);
    const published = carryOutPlan(
      { rows: [], steps: [{ kind: 'publish', activatesAt: NOON }] },
      [material('c')],
      setting,
    );
    expect(published[0]?.changed).toHaveLength(1);
  });

  it('gives a revoked key the end that it had, unless it was signing', () => {
    const previous = { ...rows[0]!, status: 'previous', retiresAt: new Date(0), expiresAt: NOON } as const;
    const results = carryOutPlan({ rows: [previous], steps: [{ kind: 'revoke', kid: 'a' }] }, [], setting);
    expect(results[0]?.changed).toMatchObject([{ status: 'revoked', retiresAt: new Date(0), expiresAt: NOON }]);
  });

  it('refuses a plan that uses keys which nobody made, or names one that is not there', () => {
    expect(() => carryOutPlan({ rows, steps: [{ kind: 'install' }] }, [], setting)).toThrow('new keys');
    expect(() => carryOutPlan({ rows, steps: [{ kind: 'retire', kid: 'x' }] }, [], setting)).toThrow('key x');
  });
});
