import {
  canonicalJson,
  consistencyProof,
  hmacSha256,
  NoteSigner,
  type NodeSource,
  rootOfHashes,
  TILE_WIDTH,
  treeRoot,
} from '@gatehouse/crypto';
import { BUNDLE_FORMAT, type BundleCheckpoint, type BundleLine } from './bundle-format.ts';
import { checkpointText, NO_CHECKPOINT, noteHash } from './checkpoint.ts';
import { type LeafContent, leafHashOf } from './leaf.ts';
import { tileLeaves, tilePath } from './tile-proof.ts';

export const ORIGIN = 'log.example/audit';
export const signer: NoteSigner = NoteSigner.fromSeed(ORIGIN, Buffer.alloc(32, 1));
export const PUBLIC_KEYS: readonly string[] = [signer.verifier.toString()];
const base64 = (hash: Buffer) => hash.toString('base64');

export interface BundleOptions {
  /** The range: `end` is the first leaf that is not of it. */
  readonly start: number;
  readonly end: number;
  /** Sizes of the log at its checkpoints; the last one is its size. */
  readonly sizes?: readonly number[];
  /** Numbers of those that the bundle holds; all unless said otherwise. */
  readonly checkpoints?: readonly number[];
  readonly reason?: string;
}

/** A bundle of a log that is made up here: a second writer of the format, beside the one that exports. */
export function makeBundle(options: BundleOptions): readonly BundleLine[] {
  const { start, end, sizes = [600], reason = 'ü "quoted" \\ 😀' } = options;
  const size = sizes.at(-1) ?? 0;
  const contents = Array.from({ length: size }, (_, index) => makeContent(index, reason));
  const nodes = nodesOf(contents.map(leafHashOf));
  const checkpoints = makeCheckpoints(sizes, options.checkpoints, nodes);
  const header: BundleLine = {
    type: 'header',
    format: BUNDLE_FORMAT,
    origin: ORIGIN,
    publicKeys: PUBLIC_KEYS,
    first: start,
    end,
    treeSize: size,
    checkpoints: checkpoints.length,
  };
  const tiles = Array.from({ length: Math.ceil(size / TILE_WIDTH) }, (_, tile) => tile).filter((tile) => {
    const leaves = tileLeaves(tile, size);
    return leaves.start < end && leaves.end > start;
  });
  const body = tiles.flatMap((tile): BundleLine[] => {
    const leaves = tileLeaves(tile, size);
    const indexes = Array.from({ length: leaves.end - leaves.start }, (_, index) => leaves.start + index);
    const hashes = indexes.map((index) => base64(nodes(0, index)));
    const entries = indexes.filter((index) => index >= start && index < end);
    return [
      { type: 'tile', tile, hashes, path: tilePath(tile, size, nodes).map(base64) },
      ...entries.map((index) => ({ type: 'entry', index, ...contents[index] }) as BundleLine),
    ];
  });
  return [header, ...checkpoints, ...body, { type: 'end', entries: end - start }];
}

function makeContent(index: number, reason: string): LeafContent {
  const key_id = '00112233445566ff';
  const details = { index, deep: [1.5, { a: null }] };
  const canonical = canonicalJson({
    action: 'login',
    details,
    id: String(index + 1),
    key_id,
    reason,
    status: 'failure',
  });
  return { canonical, key_id, signature: hmacSha256(Buffer.from('secret'), canonical).toString('hex') };
}

/** Every node of the tree, from the leaves up. */
function nodesOf(leaves: readonly Buffer[]): NodeSource {
  const known = new Map<string, Buffer>();
  const node: NodeSource = (level, index) => {
    const found = level === 0 ? leaves[index] : known.get(`${level}/${index}`);
    if (found) return found;
    if (level === 0) throw new RangeError('there is no such leaf');
    const below = Array.from({ length: TILE_WIDTH }, (_, child) => node(level - 1, index * TILE_WIDTH + child));
    const hash = rootOfHashes(below);
    known.set(`${level}/${index}`, hash);
    return hash;
  };
  return node;
}

function makeCheckpoints(sizes: readonly number[], wanted: readonly number[] | undefined, nodes: NodeSource) {
  const lines: BundleCheckpoint[] = [];
  let [previous, before] = [NO_CHECKPOINT, 0];
  for (const [index, size] of sizes.entries()) {
    const number = index + 1;
    const checkpoint = { origin: ORIGIN, size, root: treeRoot(size, nodes), number, time: new Date(number), previous };
    const note = signer.sign(checkpointText(checkpoint));
    previous = noteHash(note);
    if (wanted && !wanted.includes(number)) continue;
    const consistency = before === 0 ? [] : consistencyProof(before, size, nodes).map(base64);
    lines.push({ type: 'checkpoint', note, consistency });
    before = size;
  }
  return lines;
}
