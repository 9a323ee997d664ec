import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962 §2.1 (the same in RFC 9162), over groups of 256 as in C2SP tlog-tiles: a *node* of level
 * 1 is the hash of 256 leaves, one of level 2 of 256 such nodes, and so on; level 0 are the leaf hashes themselves.
 * Whoever stores the full nodes of all levels finds any root and any proof with a handful of reads.
 */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

export const HASH_BYTES = 32;
const INNER = Buffer.from([1]);

/** The root of the empty tree: the hash of nothing. */
export const EMPTY_ROOT: Buffer = digest(Buffer.alloc(0));

/** Half-open: the leaves from `start` up to, and without, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** Stored hashes that lie side by side. */
export interface NodeSpan {
  readonly level: number;
  readonly first: number;
  readonly count: number;
}

/** The stored hashes of a tree. */
export type NodeSource = (level: number, index: number) => Buffer;

/** @param data text stands for its UTF-8 bytes */
export function leafHash(data: Buffer | string): Buffer {
  // in UTF-8 the character U+0000 is the byte 0x00; one short string is cheaper than joining buffers
  return typeof data === 'string'
    ? hash('sha256', `\0${data}`, 'buffer')
    : digest(Buffer.concat([Buffer.from([0]), data]));
}

export function innerHash(left: Buffer, right: Buffer): Buffer {
  return digest(Buffer.concat([INNER, left, right]));
}

/** The root over a few hashes, each the root of an equally high and full tree. For a full tile: the node above it. */
export function rootOfHashes(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return EMPTY_ROOT;
  let row = hashes;
  while (row.length > 1) {
    const next: Buffer[] = [];
    for (let index = 0; index + 1 < row.length; index += 2) next.push(innerHash(at(row, index), at(row, index + 1)));
    // what has no partner goes up as it is: that is how RFC 6962 splits at the largest power of two
    if (row.length % 2 === 1) next.push(at(row, row.length - 1));
    row = next;
  }
  return at(row, 0);
}

/** Which stored hashes the root over these leaves takes. The range must start where a subtree of its size can start. */
export function spansOf(range: LeafRange): readonly NodeSpan[] {
  const spans: NodeSpan[] = [];
  let start = range.start;
  for (let level = topLevel(range); level >= 0; level -= 1) {
    const width = TILE_WIDTH ** level;
    const count = Math.floor((range.end - start) / width);
    if (count > 0) spans.push({ level, first: start / width, count });
    start += count * width;
  }
  return spans;
}

/** The root over a range of leaves, found from the stored hashes that `spansOf` names. */
export function rangeRoot(range: LeafRange, nodes: NodeSource): Buffer {
  const perfect = spansOf(range).flatMap((span) => perfectSubtrees(span, nodes));
  return (
    perfect.reduceRight<Buffer | undefined>((right, left) => (right ? innerHash(left, right) : left), undefined) ??
    EMPTY_ROOT
  );
}

/** The root of the first `size` leaves. */
export function treeRoot(size: number, nodes: NodeSource): Buffer {
  return rangeRoot({ start: 0, end: size }, nodes);
}

export interface NewNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

/** The unfinished tile of each level, from the leaves up: what a growing tree has to remember. */
export type Frontier = readonly (readonly Buffer[])[];

/** The spans that hold the frontier of a tree. */
export function frontierSpans(size: number): readonly NodeSpan[] {
  const spans: NodeSpan[] = [];
  for (let level = 0, width = size; level === 0 || width > 0; level += 1, width = Math.floor(width / TILE_WIDTH)) {
    const count = width % TILE_WIDTH;
    spans.push({ level, first: width - count, count });
  }
  return spans;
}

/**
 * Adds leaves to a tree.
 * @param size of the tree before
 * @returns every node that became full, each lower one before the higher one that it belongs to
 */
export function growTree(
  size: number,
  frontier: Frontier,
  leaves: readonly Buffer[],
): { readonly nodes: readonly NewNode[]; readonly frontier: Frontier } {
  const open = frontier.map((tile) => [...tile]);
  const nodes: NewNode[] = [];
  const widths: number[] = [];
  const add = (level: number, hash: Buffer): void => {
    const tile = (open[level] ??= []);
    tile.push(hash);
    widths[level] = (widths[level] ?? Math.floor(size / TILE_WIDTH ** level)) + 1;
    if (tile.length < TILE_WIDTH) return;
    const above = rootOfHashes(tile);
    nodes.push({ level: level + 1, index: widths[level] / TILE_WIDTH - 1, hash: above });
    open[level] = [];
    add(level + 1, above);
  };
  for (const leaf of leaves) add(0, leaf);
  return { nodes, frontier: open };
}

/** The root of a tree whose unfinished tiles are these. */
export function frontierRoot(frontier: Frontier): Buffer {
  let root: Buffer | undefined;
  for (const tile of frontier)
    for (const perfect of powersOfTwo(tile).toReversed()) root = root ? innerHash(perfect, root) : perfect;
  return root ?? EMPTY_ROOT;
}

/** A tree that grows leaf by leaf and knows its root at each size, for one hash a leaf and one for each bit of the size. */
export class GrowingTree {
  private readonly peaks: { readonly height: number; readonly hash: Buffer }[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @param onNode is told the nodes that this leaf completes */
  add(leaf: Buffer, onNode?: (node: NewNode) => void): void {
    this.count += 1;
    let [height, hash] = [0, leaf];
    for (let last = this.peaks.at(-1); last?.height === height; last = this.peaks.at(-1)) {
      this.peaks.pop();
      hash = innerHash(last.hash, hash);
      height += 1;
      if (height % TILE_HEIGHT === 0)
        onNode?.({ level: height / TILE_HEIGHT, index: this.count / 2 ** height - 1, hash });
    }
    this.peaks.push({ height, hash });
  }

  root(): Buffer {
    const peaks = this.peaks.map(({ hash }) => hash);
    return (
      peaks.reduceRight<Buffer | undefined>((right, left) => (right ? innerHash(left, right) : left), undefined) ??
      EMPTY_ROOT
    );
  }
}

function topLevel({ start, end }: LeafRange): number {
  let level = 0;
  while (TILE_WIDTH ** (level + 1) <= end - start) level += 1;
  return level;
}

function perfectSubtrees({ level, first, count }: NodeSpan, nodes: NodeSource): readonly Buffer[] {
  return powersOfTwo(Array.from({ length: count }, (_, index) => nodes(level, first + index)));
}

/** Full subtrees from left to right, each as large as what is left allows. */
function powersOfTwo(hashes: readonly Buffer[]): readonly Buffer[] {
  const roots: Buffer[] = [];
  let first = 0;
  for (let width = 2 ** TILE_HEIGHT; width >= 1; width /= 2) {
    while (hashes.length - first >= width) {
      roots.push(rootOfHashes(hashes.slice(first, first + width)));
      first += width;
    }
  }
  return roots;
}

function digest(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer');
}

function at(hashes: readonly Buffer[], index: number): Buffer {
  const found = hashes[index];
  if (!found) throw new RangeError('A hash of the tree is missing.');
  return found;
}
