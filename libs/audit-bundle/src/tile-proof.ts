import {
  inclusionRanges,
  type LeafRange,
  type NodeSource,
  type NodeSpan,
  rangeRoot,
  rootOfHashes,
  spansOf,
  TILE_WIDTH,
  verifyInclusion,
} from '@gatehouse/crypto';

/** The leaves of a tile in a tree of `size`. The last tile can have fewer than 256. */
export function tileLeaves(tile: number, size: number): LeafRange {
  return { start: tile * TILE_WIDTH, end: Math.min((tile + 1) * TILE_WIDTH, size) };
}

/**
 * The ranges whose roots are the inclusion proof of a whole tile, from the tile up. RFC 6962 splits at powers of two, so
 * a tile is always a subtree, and its proof is that of any of its leaves without the steps within the tile.
 */
function pathRanges(tile: number, size: number): readonly LeafRange[] {
  const { start, end } = tileLeaves(tile, size);
  return inclusionRanges(start, size).filter((range) => range.end <= start || range.start >= end);
}

export function tilePathSpans(tile: number, size: number): readonly NodeSpan[] {
  return pathRanges(tile, size).flatMap(spansOf);
}

export function tilePath(tile: number, size: number, nodes: NodeSource): readonly Buffer[] {
  return pathRanges(tile, size).map((range) => rangeRoot(range, nodes));
}

export interface TileClaim {
  readonly tile: number;
  /** Of all of its leaves. */
  readonly hashes: readonly Buffer[];
  readonly size: number;
  readonly root: Buffer;
}

/** Whether these are the leaves of the tile. The tree over the roots of all tiles is a tree of RFC 6962 itself. */
export function verifyTile({ tile, hashes, size, root }: TileClaim, path: readonly Buffer[]): boolean {
  const { start, end } = tileLeaves(tile, size);
  if (hashes.length !== end - start) return false;
  const tiles = Math.ceil(size / TILE_WIDTH);
  return verifyInclusion({ leafHash: rootOfHashes(hashes), index: tile, size: tiles, root }, path);
}
