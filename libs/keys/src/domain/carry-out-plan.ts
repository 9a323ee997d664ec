import { type KeyTimeline, secondsAfter } from './key-timeline.ts';
import type { KeyStep, PlannedChange } from './plan-rotation.ts';
import type { KeyMaterial, SigningKey } from './signing-key.ts';

interface Setting {
  readonly now: Date;
  readonly timeline: KeyTimeline;
  readonly fence: number;
}

interface Birth extends Setting {
  /** Takes a key that was made for this change. */
  readonly takeFresh: () => KeyMaterial;
}

/** A step with the rows that it changes or adds, in the order in which they must be written. */
export interface StepResult {
  readonly step: KeyStep;
  readonly changed: readonly SigningKey[];
}

/** What a plan comes to, step by step. Pure: nothing is written. */
export function carryOutPlan(
  { rows, steps }: Pick<PlannedChange, 'rows' | 'steps'>,
  fresh: readonly KeyMaterial[],
  setting: Setting,
): readonly StepResult[] {
  const unused = [...fresh];
  const birth = { ...setting, takeFresh: () => take(unused) };
  let before = rows;
  return steps.map((step) => {
    const changed = applyStep(step, before, birth);
    before = withChanged(before, changed);
    return { step, changed };
  });
}

/** The rows as they are once these steps are written. */
export function rowsAfter(rows: readonly SigningKey[], results: readonly StepResult[]): readonly SigningKey[] {
  return results.reduce((before, { changed }) => withChanged(before, changed), rows);
}

/** The replaced key always stands before the one that takes its place: there is never a second `current`. */
function applyStep(step: KeyStep, rows: readonly SigningKey[], birth: Birth): readonly SigningKey[] {
  const { now, timeline, fence, takeFresh } = birth;
  const current = rows.find(({ status }) => status === 'current');
  const retiring = (retiresAt: Date) => ({ fence, retiresAt, expiresAt: secondsAfter(retiresAt, timeline.grace) });
  const planned = (retiresAt: Date) => (current ? [{ ...current, ...retiring(retiresAt) }] : []);
  switch (step.kind) {
    case 'install':
      return [born(takeFresh(), { now, fence, status: 'current', activatesAt: now, rotationCount: countAfter(rows) })];
    case 'publish': {
      const { activatesAt } = step;
      const fresh = born(takeFresh(), { now, fence, status: 'next', activatesAt, rotationCount: countAfter(rows) });
      return [fresh, ...planned(activatesAt)];
    }
    case 'reschedule':
      return [{ ...named(step.kid, rows), fence, activatesAt: step.activatesAt }, ...planned(step.activatesAt)];
    case 'activate': {
      const replaced: readonly SigningKey[] = current ? [{ ...current, status: 'previous', ...retiring(now) }] : [];
      return [...replaced, { ...named(step.kid, rows), fence, status: 'current', activatesAt: now }];
    }
    case 'retire':
      return [{ ...named(step.kid, rows), fence, status: 'retired', privateKey: undefined }];
    case 'revoke': {
      const key = named(step.kid, rows);
      // a current key was to sign for longer than it now does
      const retiresAt = key.status === 'current' ? now : key.retiresAt;
      return [{ ...key, fence, status: 'revoked', privateKey: undefined, retiresAt, expiresAt: now }];
    }
  }
}

function withChanged(rows: readonly SigningKey[], changed: readonly SigningKey[]): readonly SigningKey[] {
  return [...new Map([...rows, ...changed].map((row) => [row.kid, row])).values()];
}

function take(unused: KeyMaterial[]): KeyMaterial {
  const key = unused.shift();
  if (!key) throw new Error('A plan uses more new keys than it declares.');
  return key;
}

function named(kid: string, rows: readonly SigningKey[]): SigningKey {
  const row = rows.find((one) => one.kid === kid);
  if (!row) throw new Error(`A step refers to the missing signing key ${kid}.`);
  return row;
}

function born(
  material: KeyMaterial,
  { now, ...birth }: Pick<SigningKey, 'status' | 'activatesAt' | 'rotationCount' | 'fence'> & { readonly now: Date },
): SigningKey {
  return { ...material, ...birth, createdAt: now, retiresAt: undefined, expiresAt: undefined };
}

/** How many keys there were before. */
function countAfter(rows: readonly SigningKey[]): number {
  return Math.max(-1, ...rows.map(({ rotationCount }) => rotationCount)) + 1;
}
