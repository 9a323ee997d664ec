import { NO_CHECKPOINT, noteHash } from '@gatehouse/audit-bundle';
import { describe, expect, it } from 'vitest';
import type { StoredCheckpoint } from './audit-tree.ts';
import type { TreeSnapshot } from './audit-evidence.ts';
import { CheckpointChain } from './checkpoint-chain.ts';
import { CheckpointKeys } from './checkpoint-keys.ts';
import { FaultList } from './fault-list.ts';

const keys = CheckpointKeys.parse('log.example/audit', 'a-secret-with-enough-entropy-in-it');
const foreign = CheckpointKeys.parse('log.example/audit', 'another-secret-with-enough-entropy');
const rootOf = (size: number) => Buffer.alloc(32, size);

function stored(number: number, size: number, previous: Buffer, by = keys): StoredCheckpoint {
  const createdAt = new Date(Date.UTC(2026, 0, number));
  const note = by.sign({ number, size, root: rootOf(size), time: createdAt, previous });
  return { number, size, root: rootOf(size), note, createdAt };
}
/** One, two, three: of 10, 20 and 30 leaves. */
function chain(): [StoredCheckpoint, StoredCheckpoint, StoredCheckpoint] {
  const first = stored(1, 10, NO_CHECKPOINT);
  const second = stored(2, 20, noteHash(first.note));
  return [first, second, stored(3, 30, noteHash(second.note))];
}

/** Every fault as `KIND id`. */
function faultsOf(
  checkpoints: readonly StoredCheckpoint[],
  tree: Partial<TreeSnapshot> = {},
  root: (size: number) => Buffer | undefined = rootOf,
  complete = true,
): readonly string[] {
  const faults = new FaultList(() => undefined);
  const following = new CheckpointChain(keys, faults);
  for (const one of checkpoints) following.follow(one, root(one.size), complete);
  following.end({
    size: 30,
    checkpointNumber: 3,
    firstLeaf: 0,
    leafCount: 30,
    lastCheckpoint: 3,
    pending: 0,
    ...tree,
  });
  for (const { subject, detail } of faults.faults) {
    expect(subject).toBe('checkpoint');
    expect(detail, 'is told in words').toMatch(/\w \w/);
  }
  return faults.faults.map(({ kind, id }) => `${kind} ${id}`);
}

describe('the chain of checkpoints', () => {
  it('is whole as it was written, also when it was only begun', () => {
    expect(faultsOf(chain())).toEqual([]);
    expect(faultsOf([], { checkpointNumber: 0, lastCheckpoint: 0 })).toEqual([]);
    expect(faultsOf(chain(), { checkpointNumber: 2 })).toEqual([]);
  });

  it('finds a checkpoint that another key signed, or whose note was changed', () => {
    const [first, second, third] = chain();
    const invalid = 'CHECKPOINT_INVALID 2';
    const forged = stored(2, 20, noteHash(first.note), foreign);
    // all that is signed is the same, so the next one still follows it
    expect(faultsOf([first, forged, third])).toEqual([invalid]);
    const changed = { ...second, note: second.note.replace('\n20\n', '\n21\n') };
    expect(faultsOf([first, changed, third])).toEqual([invalid, 'CHECKPOINT_MISSING 3']);
    expect(faultsOf([first, { ...second, note: 'gone' }, third])).toEqual([invalid, 'CHECKPOINT_MISSING 3']);
  });

  it.each([
    ['time', { createdAt: new Date(0) }, []],
    ['root', { root: rootOf(9) }, ['ROOT_MISMATCH 2']],
    ['size', { size: 21 }, ['ROOT_MISMATCH 2']],
  ])('finds a changed column: %s', (_, change, more) => {
    const [first, second, third] = chain();
    expect(faultsOf([first, { ...second, ...change }, third])).toEqual(['CHECKPOINT_INVALID 2', ...more]);
  });

  it('finds a changed number', () => {
    const [first, second, third] = chain();
    expect(faultsOf([first, second, { ...third, number: 4 }])).toEqual(['CHECKPOINT_INVALID 4']);
  });

  it('finds gaps at the beginning, between and at the end', () => {
    const [first, second, third] = chain();
    expect(faultsOf([second, third])).toEqual(['CHECKPOINT_MISSING 1']);
    expect(faultsOf([third])).toEqual(['CHECKPOINT_MISSING 1-2']);
    expect(faultsOf([first, third])).toEqual(['CHECKPOINT_MISSING 2']);
    expect(faultsOf([first, second])).toEqual(['CHECKPOINT_MISSING 3']);
    expect(faultsOf([])).toEqual(['CHECKPOINT_MISSING 1-3']);
  });

  it('finds checkpoints whose size no tree has, so that they were not followed', () => {
    expect(faultsOf(chain(), { lastCheckpoint: 5 })).toEqual(['CHECKPOINT_MISSING 4-5']);
    const [first, second] = chain();
    // a last number that is lower than the highest tells nothing of what was signed after it
    expect(faultsOf([first, second], { lastCheckpoint: 2 })).toEqual(['CHECKPOINT_MISSING 3']);
    // the highest number counts, not the last one
    expect(faultsOf([second, first], { checkpointNumber: 1, lastCheckpoint: 2 })).toEqual([
      'CHECKPOINT_MISSING 1',
      'CHECKPOINT_MISSING 1',
    ]);
  });

  it('finds one that stands in the place of another', () => {
    const [first, second, third] = chain();
    expect(faultsOf([first, second, second, third])).toEqual(['CHECKPOINT_MISSING 2']);
    expect(
      faultsOf([first, second, stored(2, 30, noteHash(second.note))], { checkpointNumber: 2, lastCheckpoint: 2 }),
    ).toEqual(['CHECKPOINT_MISSING 2']);
    const other = stored(2, 20, rootOf(9));
    expect(faultsOf([first, other, stored(3, 30, noteHash(other.note))])).toEqual(['CHECKPOINT_MISSING 2']);
  });

  it('takes a failure of its own for no forged note', () => {
    const broken = { open: () => JSON.parse('{') as never } as unknown as CheckpointKeys;
    const following = new CheckpointChain(broken, new FaultList(() => undefined));
    expect(() => following.follow(chain()[0], rootOf(10), true)).toThrow(SyntaxError);
  });

  it('finds other entries, and too few of them unless leaves are missing anyway', () => {
    expect(faultsOf(chain(), {}, (size) => rootOf(size === 20 ? 9 : size))).toEqual(['ROOT_MISMATCH 2']);
    const cut = (size: number) => (size > 20 ? undefined : rootOf(size));
    expect(faultsOf(chain(), {}, cut)).toEqual(['CHECKPOINT_AHEAD 3']);
    expect(faultsOf(chain(), {}, cut, false)).toEqual([]);
  });
});
