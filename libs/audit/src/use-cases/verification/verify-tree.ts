import { setImmediate } from 'node:timers/promises';
import { GrowingTree, type NewNode, type NodeSource, type NodeSpan } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditEvidence, type TreeSnapshot } from '../../domain/audit-evidence.ts';
import { AuditTree, MissingNodeError, type StoredCheckpoint } from '../../domain/audit-tree.ts';
import { CheckpointChain } from '../../domain/checkpoint-chain.ts';
import { CheckpointKeys } from '../../domain/checkpoint-keys.ts';
import type { FaultList } from '../../domain/fault-list.ts';
import type { OutsideCheckpoint } from '../../domain/outside-checkpoint.ts';

const PAGE = 8192;
const BEFORE_ALL = -1;

/** Builds the whole tree anew from its leaves, and holds every stored node and every checkpoint against it. */
@Injectable()
export class VerifyTree {
  constructor(
    private readonly evidence: AuditEvidence,
    private readonly tree: AuditTree,
    private readonly keys: CheckpointKeys,
  ) {}

  /** @param outside read before the snapshot: a checkpoint is in the database before it is outside */
  async execute(snapshot: TreeSnapshot, outside: OutsideCheckpoint, faults: FaultList): Promise<void> {
    const { firstLeaf, leafCount, lastCheckpoint } = snapshot;
    // no tree and no checkpoint covers such a leaf, and a row could rest on it
    if (firstLeaf < 0)
      faults.add({
        kind: 'ROOT_MISMATCH',
        subject: 'leaf',
        id: String(firstLeaf),
        detail: 'it precedes the tree',
      });
    const chain = new CheckpointChain(this.keys, faults);
    const growing = new GrowingTree();
    let whole = true;
    for (let start = 0; (start < leafCount || start === 0) && whole; start += PAGE) {
      const end = Math.min(start + PAGE, leafCount);
      const checkpoints = await this.evidence.checkpointsBySize(start || BEFORE_ALL, end, lastCheckpoint);
      whole = await this.addPage(growing, { start, end }, checkpoints, { chain, outside, faults });
      await setImmediate();
    }
    const rest = whole ? leafCount : growing.size;
    for (const checkpoint of await this.evidence.checkpointsBySize(rest, Number.MAX_SAFE_INTEGER, lastCheckpoint))
      chain.follow(checkpoint, undefined, whole);
    chain.end(snapshot);
    outside.conclude(snapshot, faults);
    if (whole && snapshot.size !== leafCount) {
      const detail = `the tree had ${snapshot.size} leaves, but ${leafCount} were found`;
      faults.add({ kind: 'ROOT_MISMATCH', subject: 'leaf', id: String(Math.min(snapshot.size, leafCount)), detail });
    }
  }

  /** @returns whether all leaves were there: without them nothing can be said of what follows */
  private async addPage(
    growing: GrowingTree,
    { start, end }: { start: number; end: number },
    checkpoints: readonly StoredCheckpoint[],
    { chain, outside, faults }: { chain: CheckpointChain; outside: OutsideCheckpoint; faults: FaultList },
  ): Promise<boolean> {
    const leaves = await this.evidence.leafHashes(start, end);
    if (leaves.length !== end - start) {
      const detail = `${end - start - leaves.length} of the leaves ${start} to ${end - 1} are missing`;
      faults.add({ kind: 'ROOT_MISMATCH', subject: 'leaf', id: String(start), detail });
      return false;
    }
    const nodes: NewNode[] = [];
    let next = 0;
    const compare = () => {
      for (let one = checkpoints[next]; one && one.size <= growing.size; one = checkpoints[++next])
        chain.follow(one, one.size === growing.size ? growing.root() : undefined, true);
      if (outside.size === growing.size) outside.compare(growing.root());
    };
    if (start === 0) compare();
    for (const leaf of leaves) {
      growing.add(leaf, (node) => nodes.push(node));
      compare();
    }
    await this.checkNodes(nodes, faults);
    return true;
  }

  private async checkNodes(nodes: readonly NewNode[], faults: FaultList): Promise<void> {
    const stored = await this.tree.nodes(spansAround(nodes));
    for (const { level, index, hash } of nodes) {
      const found = read(stored, level, index);
      if (found?.equals(hash)) continue;
      const detail = found ? 'the stored hash does not match its leaves' : 'the stored hash is missing';
      faults.add({ kind: 'ROOT_MISMATCH', subject: 'node', id: `${level}/${index}`, detail });
    }
  }
}

/** Nodes of one level come in order and without gaps. */
function spansAround(nodes: readonly NewNode[]): readonly NodeSpan[] {
  const spans = new Map<number, NodeSpan>();
  for (const { level, index } of nodes) {
    const span = spans.get(level);
    spans.set(level, span ? { ...span, count: span.count + 1 } : { level, first: index, count: 1 });
  }
  return [...spans.values()];
}

function read(stored: NodeSource, level: number, index: number): Buffer | undefined {
  try {
    return stored(level, index);
  } catch (error) {
    if (error instanceof MissingNodeError) return undefined;
    throw error;
  }
}
