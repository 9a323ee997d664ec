import { TILE_WIDTH } from '@gatehouse/crypto';
import {
  type BundleCheckpoint,
  type BundleEntry,
  BundleFormatError,
  type BundleHeader,
  type BundleLine,
  type BundleTile,
} from './bundle-format.ts';
import type { BundleFault, BundleReport } from './bundle-report.ts';
import { followCheckpoint, type OpenedCheckpoint } from './follow-checkpoint.ts';
import { signedIdOf, whyNotTheLeaf } from './entry-of-leaf.ts';
import { tileLeaves, verifyTile } from './tile-proof.ts';

const MAX_LISTED = 100;
const MAX_CHECKPOINTS = 64;

/** Nothing that follows could be proven. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';
}

interface OpenTile {
  readonly start: number;
  readonly hashes: readonly Buffer[];
  /** Whether the checkpoint covers these very hashes. */
  readonly proven: boolean;
}

/** Follows a bundle from line to line. Remembers one tile, and counts. */
export class BundleCheck {
  private header: BundleHeader | undefined;
  private readonly opened: OpenedCheckpoint[] = [];
  private tile: OpenTile | undefined;
  /** The next leaf of the range that has no entry yet. */
  private next = 0;
  private written = 0;
  private missing = 0;
  private ended = false;
  private faultCount = 0;
  private readonly faults: BundleFault[] = [];
  /** Entries that are in the tree as they stand in the bundle. */
  entries = 0;

  constructor(
    private readonly trusted: readonly string[],
    private readonly allowDropped: boolean,
  ) {}

  /** @throws CannotGoOn | BundleFormatError */
  take(line: BundleLine): void {
    if (this.ended) throw new BundleFormatError('there is data after the end of the bundle');
    if (line.type === 'header') {
      this.takeHeader(line);
      return;
    }
    if (!this.header) throw new BundleFormatError('a bundle must start with its header');
    if (line.type === 'checkpoint') {
      this.takeCheckpoint(this.header, line);
      return;
    }
    const last = this.opened.at(-1);
    if (!last || this.opened.length < this.header.checkpoints)
      throw new BundleFormatError(`the header announces ${this.header.checkpoints} checkpoints, but some are missing`);
    if (line.type === 'tile') this.takeTile(this.header, last, line);
    else if (line.type === 'entry') this.takeEntry(this.header, line);
    else this.takeEnd(this.header, line.entries);
  }

  finish(): void {
    if (!this.ended) throw new BundleFormatError('the bundle is truncated: its end is missing');
  }

  /** @param malformed why this is no bundle */
  report(lines: number, malformed?: string): BundleReport {
    const faults = malformed === undefined ? this.faults : [...this.faults, { reason: malformed }];
    const faultCount = this.faultCount + (malformed === undefined ? 0 : 1);
    return {
      verdict: malformed !== undefined ? 'MALFORMED' : faultCount > 0 ? 'INVALID' : 'VALID',
      entries: this.entries,
      withoutEntry: this.missing,
      first: this.header?.first ?? 0,
      end: this.header?.end ?? 0,
      checkpoints: this.opened.map(({ number, size, time }) => ({ number, size, time: time.toISOString() })),
      origin: this.header?.origin ?? '',
      faultCount,
      faults,
      lines,
    };
  }

  private takeHeader(header: BundleHeader): void {
    if (this.header) throw new BundleFormatError('a bundle must have exactly one header');
    if (header.checkpoints < 1 || header.checkpoints > MAX_CHECKPOINTS)
      throw new BundleFormatError(`a bundle must have 1 to ${MAX_CHECKPOINTS} checkpoints`);
    this.header = header;
    this.next = header.first;
    if (header.first >= header.end || header.end > header.treeSize)
      this.stop({
        reason: `the header claims leaves ${header.first} up to ${header.end} of a tree of ${header.treeSize}`,
      });
  }

  private takeCheckpoint(header: BundleHeader, line: BundleCheckpoint): void {
    if (this.opened.length >= header.checkpoints)
      throw new BundleFormatError(`the header announces ${header.checkpoints} checkpoints, but there are more`);
    const last = this.opened.length + 1 === header.checkpoints;
    const checkpoint = followCheckpoint(header, line, this.trusted, this.opened.at(-1));
    if (typeof checkpoint === 'string') return this.stop({ reason: checkpoint });
    if (last && checkpoint.size !== header.treeSize)
      this.stop({
        reason: `the header claims a tree of size ${header.treeSize}, but the checkpoint covers size ${checkpoint.size}`,
      });
    this.opened.push(checkpoint);
  }

  private takeTile({ first, end }: BundleHeader, { size, root }: OpenedCheckpoint, line: BundleTile): void {
    const expected = this.tile ? this.tile.start / TILE_WIDTH + 1 : Math.floor(first / TILE_WIDTH);
    const leaves = tileLeaves(line.tile, size);
    if (line.tile !== expected || leaves.start >= end)
      this.stop({ leaf: this.next, reason: `the leaves of tile ${line.tile} are out of place` });
    this.closeTile();
    const hashes = decoded(line.hashes);
    const proven = verifyTile({ tile: line.tile, hashes, size, root }, decoded(line.path));
    if (!proven)
      this.add({
        leaf: leaves.start,
        lastLeaf: leaves.end - 1,
        reason: 'the checkpoint does not cover these leaf hashes: a hash or the proof was modified',
      });
    this.tile = { start: leaves.start, hashes, proven };
  }

  private takeEntry({ first, end }: BundleHeader, line: BundleEntry): void {
    this.written += 1;
    const { index } = line;
    const wrong = (reason: string) => this.add({ leaf: index, ...idOf(line), reason });
    if (index < first || index >= end) {
      wrong('the entry is outside the range that the header claims');
      return;
    }
    if (index < this.next) {
      wrong('the entry is duplicated or out of order');
      return;
    }
    const { tile } = this;
    const leaf = tile?.hashes[index - tile.start];
    if (!tile || !leaf) {
      wrong('the bundle has no proof for this leaf at this point');
      return;
    }
    this.missUpTo(index);
    this.next = index + 1;
    const reason = whyNotTheLeaf(line, leaf);
    if (reason !== undefined) {
      wrong(reason);
      return;
    }
    // an entry below leaf hashes that nobody signed is not proven; the tile is named as the fault
    if (tile.proven) this.entries += 1;
  }

  private takeEnd({ end }: BundleHeader, entries: number): void {
    this.closeTile();
    this.missUpTo(end);
    if (entries !== this.written)
      this.add({ reason: `the bundle claims ${entries} entries at its end, but has ${this.written}` });
    this.ended = true;
  }

  private closeTile(): void {
    if (this.tile && this.header) this.missUpTo(Math.min(this.tile.start + this.tile.hashes.length, this.header.end));
  }

  /** All leaves before `index` must have had their entry by now. */
  private missUpTo(index: number): void {
    if (index <= this.next) return;
    const [leaf, lastLeaf] = [this.next, index - 1];
    this.missing += index - this.next;
    this.next = index;
    if (this.allowDropped) return;
    this.add({ leaf, lastLeaf, reason: 'the log has these leaves, but the bundle lacks their entries' });
  }

  private stop(fault: BundleFault): never {
    this.add(fault);
    throw new CannotGoOn();
  }

  private add({ lastLeaf, ...fault }: BundleFault): void {
    this.faultCount += 1;
    if (this.faults.length >= MAX_LISTED) return;
    this.faults.push(lastLeaf === undefined || lastLeaf === fault.leaf ? fault : { ...fault, lastLeaf });
  }
}

function decoded(hashes: readonly string[]): readonly Buffer[] {
  return hashes.map((one) => Buffer.from(one, 'base64'));
}

function idOf({ canonical }: BundleEntry): { readonly id?: string } {
  const id = signedIdOf(canonical);
  return id === undefined ? {} : { id };
}
