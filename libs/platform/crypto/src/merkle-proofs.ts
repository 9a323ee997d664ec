import { innerHash, type LeafRange, type NodeSource, rangeRoot } from './merkle-tree.ts';

/** The ranges whose roots are the inclusion proof of a leaf, from the leaf up (RFC 9162 §2.1.3.1). */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError('The leaf is not in the tree.');
  const path: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/** The ranges whose roots show that a tree grew out of a smaller one (RFC 9162 §2.1.4.1). Empty for equal sizes. */
export function consistencyRanges(oldSize: number, size: number): readonly LeafRange[] {
  if (!Number.isSafeInteger(oldSize) || oldSize < 1 || oldSize > size)
    throw new RangeError('The old tree must be a part of the new one.');
  const path: LeafRange[] = [];
  let [start, end] = [0, size];
  // whether the old tree is still a whole one: then its root is known to whoever checks
  let whole = true;
  while (oldSize < end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  if (!whole) path.push({ start, end });
  return path.reverse();
}

export function inclusionProof(index: number, size: number, nodes: NodeSource): readonly Buffer[] {
  return inclusionRanges(index, size).map((range) => rangeRoot(range, nodes));
}

export function consistencyProof(oldSize: number, size: number, nodes: NodeSource): readonly Buffer[] {
  return consistencyRanges(oldSize, size).map((range) => rangeRoot(range, nodes));
}

export interface InclusionClaim {
  readonly leafHash: Buffer;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
}

/** Whether a leaf is in the tree at its place (RFC 9162 §2.1.3.2). */
export function verifyInclusion({ leafHash, index, size, root }: InclusionClaim, proof: readonly Buffer[]): boolean {
  if (!isSize(size) || !isSize(index) || index >= size) return false;
  let [place, last] = [index, size - 1];
  let computed = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      computed = innerHash(sibling, computed);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      computed = innerHash(computed, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && computed.equals(root);
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Buffer;
  readonly size: number;
  readonly root: Buffer;
}

/** Whether a tree grew out of a smaller one (RFC 9162 §2.1.4.2). Everything grows out of the empty tree. */
export function verifyConsistency(claim: ConsistencyClaim, proof: readonly Buffer[]): boolean {
  const { oldSize, oldRoot, size, root } = claim;
  if (!isSize(oldSize) || !isSize(size) || oldSize > size) return false;
  if (oldSize === size) return proof.length === 0 && oldRoot.equals(root);
  if (oldSize === 0) return proof.length === 0;
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (!first) return false;
  let [place, last] = [oldSize - 1, size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  let [computedOld, computed] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      computedOld = innerHash(sibling, computedOld);
      computed = innerHash(sibling, computed);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      computed = innerHash(computed, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && computedOld.equals(oldRoot) && computed.equals(root);
}

/** The largest power of two that is smaller than `size`. */
function splitPoint(size: number): number {
  let point = 1;
  while (point * 2 < size) point *= 2;
  return point;
}

function isPowerOfTwo(size: number): boolean {
  return splitPoint(size + 1) === size;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
