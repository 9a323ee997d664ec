import {
  BUNDLE_FORMAT,
  type BundleLine,
  isCheckpointFault,
  leafHashOf,
  tileLeaves,
  tilePath,
  tilePathSpans,
  writeBundleLine,
} from '@gatehouse/audit-bundle';
import { AuditTrail, GatehouseError } from '@gatehouse/contracts';
import { consistencyProof, consistencyRanges, type LeafRange, spansOf, TILE_WIDTH } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditBundleSource } from '../../domain/audit-bundle-source.ts';
import { AuditEvidence } from '../../domain/audit-evidence.ts';
import type { TimeRange } from '../../domain/audit-log.ts';
import { AuditTree, type StoredCheckpoint } from '../../domain/audit-tree.ts';
import { CheckpointKeys } from '../../domain/checkpoint-keys.ts';

/** Tiles a page: 2048 entries are a statement of some milliseconds and some megabytes. */
const PAGE = 8;

export interface BundleRequest extends TimeRange {
  /** Instead of a time range. */
  readonly leaves?: LeafRange | undefined;
}

export interface BundleSummary {
  readonly first: number;
  readonly end: number;
  readonly entries: number;
  /** Leaves of the range whose rows are gone: dropped with their month, or deleted. */
  readonly withoutEntry: number;
  /** Rows whose leaves were made of other bytes: the bundle will not verify. */
  readonly changed: number;
  readonly checkpoint: number;
  readonly treeSize: number;
}

/**
 * Writes a part of the log with its proofs. Everything is taken as of the last checkpoint: what is added meanwhile is
 * not in it. The leaves of the range are one piece, so that nothing can be left out: at the edges of a time range there
 * may be entries of the minute before or after.
 */
@Injectable()
export class ExportAuditBundle {
  constructor(
    private readonly source: AuditBundleSource,
    private readonly evidence: AuditEvidence,
    private readonly tree: AuditTree,
    private readonly keys: CheckpointKeys,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * @param write takes one line; waits until there is room for the next one
   * @throws NOT_FOUND when no checkpoint covers an entry of the range
   */
  async execute(request: BundleRequest, write: (line: string) => Promise<void>): Promise<BundleSummary> {
    const last = await this.tree.lastCheckpoint();
    if (!last || last.size === 0)
      throw new GatehouseError('NOT_FOUND', 'No checkpoint has been signed yet. Check that a worker is running.');
    const range = await this.rangeOf(request, last.size);
    // before the first line: who breaks the export off has read the entries all the same
    await this.trail.recordAlone({
      type: 'audit_exported',
      action: 'bundle',
      status: 'success',
      details: {
        format: BUNDLE_FORMAT,
        first: range.start,
        end: range.end,
        checkpoint: last.number,
        treeSize: last.size,
        from: request.from ?? null,
        to: request.to ?? null,
      },
    });
    const put = (line: BundleLine) => write(writeBundleLine(line));
    await this.writeHead(range, last, put);
    const summary = await this.writeTiles(range, last.size, put);
    await put({ type: 'end', entries: summary.entries });
    return { ...summary, first: range.start, end: range.end, checkpoint: last.number, treeSize: last.size };
  }

  private async rangeOf({ leaves, from, to }: BundleRequest, size: number): Promise<LeafRange> {
    const range = leaves ?? (await this.source.leavesBetween({ from, to }, size));
    if (!range || range.start >= range.end || range.end > size)
      throw new GatehouseError(
        'NOT_FOUND',
        `The last checkpoint covers ${size} entries, but not all of the requested ones.`,
      );
    return range;
  }

  private async writeHead(
    { start, end }: LeafRange,
    last: StoredCheckpoint,
    put: (line: BundleLine) => Promise<void>,
  ): Promise<void> {
    const { origin } = this.keys.open(last.note);
    const checkpoints = await this.checkpointsOf({ start, end }, last, origin);
    await put({
      type: 'header',
      format: BUNDLE_FORMAT,
      origin,
      publicKeys: [...this.keys.publicKeys()],
      first: start,
      end,
      treeSize: last.size,
      checkpoints: checkpoints.length,
    });
    let before = 0;
    for (const { note, size } of checkpoints) {
      await put({ type: 'checkpoint', note, consistency: before === 0 ? [] : await this.consistency(before, size) });
      before = size;
    }
  }

  /** The one before the range, the first one over it, and the last: they bound when its entries were written. */
  private async checkpointsOf({ start, end }: LeafRange, last: StoredCheckpoint, origin: string) {
    const around = [await this.source.checkpointUpTo(start), await this.source.checkpointFrom(end)];
    const found = new Map<number, StoredCheckpoint>();
    for (const one of around)
      if (one && one.number < last.number && one.size < last.size && this.isOf(one, origin)) found.set(one.number, one);
    return [...[...found.values()].sort((a, b) => a.size - b.size), last];
  }

  /** A log that was given another name since has checkpoints that do not belong into one bundle with the last. */
  private isOf({ note }: StoredCheckpoint, origin: string): boolean {
    try {
      return this.keys.open(note).origin === origin;
    } catch (error) {
      if (isCheckpointFault(error)) return false;
      throw error;
    }
  }

  private async consistency(oldSize: number, size: number): Promise<readonly string[]> {
    const nodes = await this.tree.nodes(consistencyRanges(oldSize, size).flatMap(spansOf));
    return consistencyProof(oldSize, size, nodes).map(toBase64);
  }

  private async writeTiles({ start, end }: LeafRange, size: number, put: (line: BundleLine) => Promise<void>) {
    const counts = { entries: 0, withoutEntry: 0, changed: 0 };
    const last = Math.ceil(end / TILE_WIDTH);
    for (let page = Math.floor(start / TILE_WIDTH); page < last; page += PAGE) {
      const tiles = Array.from({ length: Math.min(PAGE, last - page) }, (_, index) => page + index);
      const whole = { start: page * TILE_WIDTH, end: tileLeaves(tiles.at(-1) ?? page, size).end };
      const wanted = { start: Math.max(start, whole.start), end: Math.min(end, whole.end) };
      const [hashes, nodes, entries] = [
        await this.evidence.leafHashes(whole.start, whole.end),
        await this.tree.nodes(tiles.flatMap((tile) => tilePathSpans(tile, size))),
        await this.source.entries(wanted),
      ];
      let next = 0;
      for (const tile of tiles) {
        const leaves = tileLeaves(tile, size);
        const own = hashes.slice(leaves.start - whole.start, leaves.end - whole.start);
        await put({
          type: 'tile',
          tile,
          hashes: own.map(toBase64),
          path: tilePath(tile, size, nodes).map(toBase64),
        });
        for (let entry = entries[next]; entry && entry.index < leaves.end; entry = entries[++next]) {
          const { index, content } = entry;
          if (!content) counts.withoutEntry += 1;
          else {
            counts.entries += 1;
            const leaf = own[index - leaves.start];
            if (!leaf?.equals(leafHashOf(content))) counts.changed += 1;
            const { canonical, key_id, signature } = content;
            await put({ type: 'entry', index, canonical, key_id, signature });
          }
        }
      }
    }
    return counts;
  }
}

function toBase64(hash: Buffer): string {
  return hash.toString('base64');
}
