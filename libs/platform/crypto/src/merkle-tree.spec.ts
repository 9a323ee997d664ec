import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  consistencyRanges,
  inclusionProof,
  inclusionRanges,
  verifyConsistency,
  verifyInclusion,
} from './merkle-proofs.ts';
import {
  EMPTY_ROOT,
  type Frontier,
  frontierRoot,
  frontierSpans,
  GrowingTree,
  growTree,
  innerHash,
  leafHash,
  type NodeSource,
  rangeRoot,
  rootOfHashes,
  spansOf,
  TILE_WIDTH,
  treeRoot,
} from './merkle-tree.ts';

// The leaves, roots and proofs of the reference implementation of RFC 6962 (google/certificate-transparency).
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const INCLUSION = [
  { index: 0, size: 1, proof: [] },
  {
    index: 0,
    size: 8,
    proof: [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  },
  {
    index: 5,
    size: 8,
    proof: [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  { index: 2, size: 3, proof: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'] },
];
const CONSISTENCY = [
  { oldSize: 1, size: 1, proof: [] },
  { oldSize: 1, size: 8, proof: INCLUSION[1]!.proof },
  {
    oldSize: 6,
    size: 8,
    proof: [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  },
  {
    oldSize: 2,
    size: 5,
    proof: [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  },
];

const published = LEAVES.map((leaf) => leafHash(Buffer.from(leaf, 'hex')));
const bytes = (hex: readonly string[]) => hex.map((one) => Buffer.from(one, 'hex'));
const hexOf = (hashes: readonly Buffer[]) => hashes.map((one) => one.toString('hex'));
const numbered = (count: number) => Array.from({ length: count }, (_, index) => leafHash(`leaf ${index}`));

/** MTH as RFC 6962 §2.1 writes it, to check the other one by. */
function plainRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return innerHash(plainRoot(leaves.slice(0, split)), plainRoot(leaves.slice(split)));
}

/** Everything that is stored of a tree. */
function storeOf(leaves: readonly Buffer[], batches: readonly number[] = [leaves.length]): NodeSource {
  const stored = new Map<string, Buffer>(leaves.map((leaf, index) => [`0/${index}`, leaf]));
  let [size, frontier]: [number, Frontier] = [0, []];
  for (const batch of batches) {
    const grown = growTree(size, frontier, leaves.slice(size, size + batch));
    for (const { level, index, hash } of grown.nodes) stored.set(`${level}/${index}`, hash);
    [size, frontier] = [size + batch, grown.frontier];
  }
  return (level, index) => {
    const found = stored.get(`${level}/${index}`);
    if (!found) throw new Error(`node ${level}/${index} is not stored`);
    return found;
  };
}

const MANY = numbered(TILE_WIDTH * 3 + 77);
const manyNodes = storeOf(MANY);
const sizes = fc.integer({ min: 1, max: MANY.length });

describe('the Merkle tree of RFC 6962', () => {
  it('has the published roots', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const roots = ROOTS.map((_, index) => treeRoot(index + 1, storeOf(published)));
    expect(hexOf(roots)).toEqual(ROOTS);
  });

  it.each(INCLUSION)('has the published inclusion proof of leaf $index in $size', ({ index, size, proof }) => {
    expect(hexOf(inclusionProof(index, size, storeOf(published)))).toEqual(proof);
    const root = Buffer.from(ROOTS[size - 1]!, 'hex');
    expect(verifyInclusion({ leafHash: published[index]!, index, size, root }, bytes(proof))).toBe(true);
  });

  it.each(CONSISTENCY)('has the published consistency proof from $oldSize to $size', ({ oldSize, size, proof }) => {
    expect(hexOf(consistencyProof(oldSize, size, storeOf(published)))).toEqual(proof);
    const [oldRoot, root] = bytes([ROOTS[oldSize - 1]!, ROOTS[size - 1]!]);
    expect(verifyConsistency({ oldSize, oldRoot: oldRoot!, size, root: root! }, bytes(proof))).toBe(true);
  });

  it('tells bytes that are no text from the text that they would be read as', () => {
    expect(leafHash(Buffer.from([0xff]))).not.toEqual(leafHash(Buffer.from([0xff]).toString()));
  });

  it('has the root of as many hashes as there are, and none of what is missing', () => {
    for (let count = 0; count <= 20; count++)
      expect(rootOfHashes(MANY.slice(0, count))).toEqual(plainRoot(MANY.slice(0, count)));
    expect(() => treeRoot(1, () => undefined as unknown as Buffer)).toThrow(RangeError);
  });

  it('completes nodes at their places, from whatever size it grows on', () => {
    const all = TILE_WIDTH * 3 + 7;
    for (const size of [0, 1, TILE_WIDTH - 1, TILE_WIDTH, TILE_WIDTH * 2 + 5]) {
      const before = growTree(0, [], MANY.slice(0, size));
      const after = growTree(size, before.frontier, MANY.slice(size, all));
      const places = [...before.nodes, ...after.nodes].map(({ level, index }) => `${level}/${index}`);
      expect(places).toEqual(['1/0', '1/1', '1/2']);
    }
    const growing = new GrowingTree();
    const told: string[] = [];
    for (const leaf of MANY.slice(0, all)) growing.add(leaf, ({ level, index }) => told.push(`${level}/${index}`));
    expect(told).toEqual(['1/0', '1/1', '1/2']);
    // a tree of 131,072 leaves, a tile before its end
    const higher = growTree(TILE_WIDTH ** 2 * 2 - TILE_WIDTH, [[], MANY.slice(0, 255)], MANY.slice(0, TILE_WIDTH));
    expect(higher.nodes.map(({ level, index }) => `${level}/${index}`)).toEqual(['1/511', '2/1']);
    expect(higher.frontier).toEqual([[], [], [higher.nodes[1]?.hash]]);
  });

  it('grows without telling anybody of its nodes', () => {
    const growing = new GrowingTree();
    for (const leaf of MANY) growing.add(leaf);
    expect(growing.root()).toEqual(treeRoot(MANY.length, manyNodes));
  });

  it('finds roots in the highest nodes that lie within a range', () => {
    const span = (level: number, first: number, count: number) => ({ level, first, count });
    expect(spansOf({ start: 0, end: TILE_WIDTH })).toEqual([span(1, 0, 1)]);
    expect(spansOf({ start: TILE_WIDTH, end: TILE_WIDTH * 2 })).toEqual([span(1, 1, 1)]);
    expect(spansOf({ start: 0, end: TILE_WIDTH * 2 + 3 })).toEqual([span(1, 0, 2), span(0, TILE_WIDTH * 2, 3)]);
    expect(spansOf({ start: 8, end: 10 })).toEqual([span(0, 8, 2)]);
    expect(spansOf({ start: 8, end: 8 })).toEqual([]);
    expect(spansOf({ start: 0, end: TILE_WIDTH ** 2 })).toEqual([span(2, 0, 1)]);
    expect(frontierSpans(0)).toEqual([span(0, 0, 0)]);
    expect(frontierSpans(TILE_WIDTH)).toEqual([span(0, TILE_WIDTH, 0), span(1, 0, 1)]);
  });

  it('hashes text as its UTF-8 bytes', () => {
    for (const text of ['', 'ü😀', 'a\0b']) expect(leafHash(text)).toEqual(leafHash(Buffer.from(text)));
  });

  it('has one root, whether it is computed by the letter, from stored nodes, or while growing in any batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }), (batches) => {
        const leaves = numbered(batches.reduce((sum, batch) => sum + batch, 0));
        const expected = plainRoot(leaves);
        const nodes = storeOf(leaves, batches);
        expect(treeRoot(leaves.length, nodes)).toEqual(expected);
        const frontier = frontierSpans(leaves.length).map(({ level, first, count }) =>
          Array.from({ length: count }, (_, index) => nodes(level, first + index)),
        );
        expect(frontierRoot(frontier)).toEqual(expected);
        const growing = new GrowingTree();
        for (const leaf of leaves)
          growing.add(leaf, ({ level, index, hash }) => expect(hash).toEqual(nodes(level, index)));
        expect([growing.size, growing.root()]).toEqual([leaves.length, expected]);
      }),
      { numRuns: 60 },
    );
  });

  it('needs few stored hashes for a large tree', () => {
    const spans = spansOf({ start: 0, end: 10_000_000 });
    expect(spans.reduce((sum, { count }) => sum + count, 0)).toBeLessThan(3 * TILE_WIDTH);
    expect(frontierSpans(TILE_WIDTH ** 2 * 3 + 5).map(({ count }) => count)).toEqual([5, 0, 3]);
  });
});

describe('proofs', () => {
  it('of inclusion verify for every leaf and size, and for no other leaf, place, size or root', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, pick, other) => {
        const index = pick % size;
        const root = treeRoot(size, manyNodes);
        const proof = inclusionProof(index, size, manyNodes);
        const claim = { leafHash: MANY[index]!, index, size, root };
        expect(verifyInclusion(claim, proof)).toBe(true);
        expect(verifyInclusion({ ...claim, leafHash: leafHash('another') }, proof)).toBe(false);
        expect(verifyInclusion({ ...claim, root: leafHash('another') }, proof)).toBe(false);
        const elsewhere = other % size;
        if (elsewhere !== index) expect(verifyInclusion({ ...claim, index: elsewhere }, proof)).toBe(false);
        expect(verifyInclusion({ ...claim, index: size }, proof)).toBe(false);
        expect(verifyInclusion(claim, [...proof, root])).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(claim, proof.slice(1))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('of consistency verify for every pair of sizes, and for no other root', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, pick) => {
        const oldSize = 1 + (pick % size);
        const [oldRoot, root] = [treeRoot(oldSize, manyNodes), treeRoot(size, manyNodes)];
        const proof = consistencyProof(oldSize, size, manyNodes);
        const claim = { oldSize, oldRoot, size, root };
        expect(verifyConsistency(claim, proof)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: leafHash('another') }, proof)).toBe(false);
        expect(verifyConsistency({ ...claim, root: leafHash('another') }, proof)).toBe(false);
        expect(verifyConsistency({ ...claim, oldSize: size + 1 }, proof)).toBe(false);
        expect(verifyConsistency(claim, [...proof, root])).toBe(false);
        if (proof.length > 0) expect(verifyConsistency(claim, proof.slice(1))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('of inclusion are refused for what is no place and no size, and when they stop before the root', () => {
    const leaf = MANY[0]!;
    expect(verifyInclusion({ leafHash: leaf, index: -1, size: 1, root: leaf }, [])).toBe(false);
    expect(verifyInclusion({ leafHash: leaf, index: 0, size: Number.NaN, root: leaf }, [])).toBe(false);
    // a claim whose root is the leaf itself
    expect(verifyInclusion({ leafHash: leaf, index: 0, size: 2, root: leaf }, [])).toBe(false);
    expect(verifyInclusion({ leafHash: leaf, index: 0, size: 1, root: leaf }, [])).toBe(true);
  });

  it('of consistency are refused for what is no size, and when they stop before the root', () => {
    const [one, three] = [treeRoot(1, manyNodes), treeRoot(3, manyNodes)];
    const same = (oldSize: number, size: number, root: Buffer, proof: readonly Buffer[]) =>
      verifyConsistency({ oldSize, oldRoot: root, size, root }, proof);
    expect(same(3, 3, three, [])).toBe(true);
    expect(same(3, 3, three, [three])).toBe(false);
    expect(same(3, 5, three, [])).toBe(false);
    expect(same(1, 2, one, [])).toBe(false);
    for (const oldSize of [0.5, -1, Number.NaN]) expect(same(oldSize, 1, one, [one])).toBe(false);
    expect(verifyConsistency({ oldSize: 0, oldRoot: EMPTY_ROOT, size: 5, root: three }, [three])).toBe(false);
  });

  it('are refused when they go on above the root, also under a root made to fit', () => {
    const [extra, leaf] = [leafHash('another'), MANY[0]!];
    expect(verifyInclusion({ leafHash: leaf, index: 0, size: 1, root: innerHash(extra, leaf) }, [extra])).toBe(false);
    const [oldRoot, root] = [treeRoot(3, manyNodes), treeRoot(5, manyNodes)].map((one) => innerHash(extra, one));
    const proof = [...consistencyProof(3, 5, manyNodes), extra];
    expect(verifyConsistency({ oldSize: 3, oldRoot: oldRoot!, size: 5, root: root! }, proof)).toBe(false);
  });

  it('show that everything grew out of nothing, and refuse what lies outside of the tree', () => {
    const root = treeRoot(5, manyNodes);
    expect(verifyConsistency({ oldSize: 0, oldRoot: EMPTY_ROOT, size: 5, root }, [])).toBe(true);
    expect(() => inclusionRanges(5, 5)).toThrow(RangeError);
    expect(() => inclusionRanges(-1, 5)).toThrow(RangeError);
    expect(() => consistencyRanges(0, 5)).toThrow(RangeError);
    expect(() => consistencyRanges(6, 5)).toThrow(RangeError);
    expect(rangeRoot({ start: 3, end: 3 }, manyNodes)).toEqual(EMPTY_ROOT);
  });
});
