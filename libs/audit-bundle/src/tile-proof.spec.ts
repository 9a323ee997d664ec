import { leafHash, type NodeSource, rootOfHashes, TILE_WIDTH, treeRoot } from '@gatehouse/crypto';
import { describe, expect, it } from 'vitest';
import { tileLeaves, tilePath, tilePathSpans, verifyTile } from './tile-proof.ts';

const SIZE = TILE_WIDTH * 4 + 10;
const leaves = Array.from({ length: SIZE }, (_, index) => leafHash(`leaf ${index}`));
const nodes: NodeSource = (level, index) =>
  level === 0 ? leaves[index]! : rootOfHashes(leaves.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH));
const hashesOf = (tile: number, size: number) => {
  const { start, end } = tileLeaves(tile, size);
  return leaves.slice(start, end);
};

describe('a tile', () => {
  it.each([1, 200, TILE_WIDTH, TILE_WIDTH + 1, TILE_WIDTH * 3, SIZE])(
    'is proven by its path in a tree of %d',
    (size) => {
      const root = treeRoot(size, nodes);
      for (let tile = 0; tile * TILE_WIDTH < size; tile += 1) {
        const read: string[] = [];
        const path = tilePath(tile, size, (level, index) => {
          read.push(`${level}/${index}`);
          return nodes(level, index);
        });
        const claim = { tile, hashes: hashesOf(tile, size), size, root };
        expect(verifyTile(claim, path)).toBe(true);
        expect(verifyTile({ ...claim, hashes: claim.hashes.slice(0, -1) }, path)).toBe(false);
        expect(verifyTile({ ...claim, hashes: claim.hashes.with(0, leafHash('another')) }, path)).toBe(false);
        // what has to be read for it is told beforehand
        const told = tilePathSpans(tile, size).flatMap(({ level, first, count }) =>
          Array.from({ length: count }, (_, index) => `${level}/${first + index}`),
        );
        expect(told).toEqual(read);
      }
    },
  );

  it('is not proven by its root in the place of its leaves', () => {
    const claim = { tile: 1, hashes: [nodes(1, 1)], size: SIZE, root: treeRoot(SIZE, nodes) };
    expect(verifyTile(claim, tilePath(1, SIZE, nodes))).toBe(false);
  });

  it('is not proven beyond the tree', () => {
    expect(verifyTile({ tile: 0, hashes: [], size: 0, root: treeRoot(0, nodes) }, [])).toBe(false);
    expect(verifyTile({ tile: 1, hashes: [], size: TILE_WIDTH, root: treeRoot(TILE_WIDTH, nodes) }, [])).toBe(false);
  });
});
