import { type Checkpoint, NO_CHECKPOINT } from '@gatehouse/audit-bundle';
import { describe, expect, it } from 'vitest';
import type { TreeSnapshot } from './audit-evidence.ts';
import { FaultList } from './fault-list.ts';
import { OutsideCheckpoint } from './outside-checkpoint.ts';

const root = Buffer.alloc(32, 1);
const checkpoint: Checkpoint = {
  origin: 'log.example/audit',
  size: 70,
  root,
  number: 7,
  time: new Date('2026-01-31T12:00:00Z'),
  previous: NO_CHECKPOINT,
};
const snapshot = (overrides: Partial<TreeSnapshot> = {}): TreeSnapshot => ({
  size: 70,
  checkpointNumber: 7,
  firstLeaf: 0,
  leafCount: 70,
  lastCheckpoint: 7,
  pending: 0,
  ...overrides,
});

function conclusion(outside: OutsideCheckpoint, tree: TreeSnapshot) {
  const faults = new FaultList(() => undefined);
  outside.conclude(tree, faults);
  return faults.faults;
}
const compared = (with_: Buffer) => {
  const outside = new OutsideCheckpoint('compared', checkpoint);
  outside.compare(with_);
  return outside;
};

describe('the checkpoint outside of the database', () => {
  it('is compared at its size, and never when there is none', () => {
    expect(new OutsideCheckpoint('compared', checkpoint).size).toBe(70);
    expect(new OutsideCheckpoint('none').size).toBeUndefined();
    expect(conclusion(new OutsideCheckpoint('none'), snapshot({ leafCount: 0 }))).toEqual([]);
  });

  it('finds nothing wrong with a tree that it is a part of', () => {
    expect(conclusion(compared(Buffer.from(root)), snapshot({ leafCount: 71 }))).toEqual([]);
    expect(conclusion(compared(root), snapshot())).toEqual([]);
  });

  it.each([
    ['fewer entries', snapshot({ leafCount: 69 }), root, 'CHECKPOINT_AHEAD', / 70 .* 69/],
    ['other entries', snapshot(), Buffer.alloc(32, 2), 'ROOT_MISMATCH', /\w \w/],
    ['no such checkpoint', snapshot({ lastCheckpoint: 6 }), root, 'CHECKPOINT_MISSING', /\w \w/],
  ])('finds that the database holds %s', (_, tree, found, kind, detail) => {
    const fault = { kind, subject: 'external_checkpoint', id: '7', detail: expect.stringMatching(detail) as string };
    expect(conclusion(compared(found), tree)).toEqual([fault]);
  });

  it('finds fault with the number of a tree that was not built up to it', () => {
    const outside = new OutsideCheckpoint('compared', checkpoint);
    expect(conclusion(outside, snapshot({ lastCheckpoint: 6 }))).toMatchObject([{ kind: 'CHECKPOINT_MISSING' }]);
  });

  it('must stand in the database word for word, when its number does', async () => {
    const check = async (outside: OutsideCheckpoint, tree: TreeSnapshot) => {
      const faults = new FaultList(() => undefined);
      await outside.checkStored(tree, faults);
      return faults.faults;
    };
    const stored = (is: boolean) => new OutsideCheckpoint('compared', checkpoint, () => Promise.resolve(is));
    expect(await check(stored(true), snapshot())).toEqual([]);
    expect(await check(new OutsideCheckpoint('compared', checkpoint), snapshot())).toEqual([]);
    expect(await check(stored(false), snapshot())).toEqual([
      {
        kind: 'CHECKPOINT_MISSING',
        subject: 'external_checkpoint',
        id: '7',
        detail: expect.stringMatching(/\w \w/) as string,
      },
    ]);
    // that it is missing altogether is told by the conclusion
    expect(await check(stored(false), snapshot({ lastCheckpoint: 6 }))).toEqual([]);
    expect(await check(new OutsideCheckpoint('none', undefined, () => Promise.resolve(false)), snapshot())).toEqual([]);
  });
});
