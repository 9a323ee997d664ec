import { SequencedEntries } from '@gatehouse/contracts';
import { FencedLock } from '@gatehouse/redis';
import { Inject, Injectable } from '@nestjs/common';
import { toSiemMessage } from '../domain/siem-message.ts';
import { SiemCursor, type SiemPosition, SiemTransport } from '../domain/siem-stream.ts';
import { type SiemConfig, siemConfig } from '../siem.config.ts';

/** A leader stops here, long before its lock runs out even with a slow receiver. */
const TURN_MS = 15_000;
const LOCK_TTL_MS = 60_000;

/**
 * - `done`: the receiver has everything
 * - `more`: the turn is over, and there is more
 * - `elsewhere`: another replica has the turn, or an operator has set the stream back meanwhile
 */
export type SiemTurn = 'done' | 'more' | 'elsewhere';

/**
 * Sends what the receiver has not taken yet, batch by batch. The cursor moves only after the receiver has taken a
 * batch, so every entry comes at least once; after a failure or a change of the leader, some come twice.
 */
@Injectable()
export class StreamToSiem {
  constructor(
    private readonly entries: SequencedEntries,
    private readonly cursor: SiemCursor,
    private readonly transport: SiemTransport,
    private readonly lock: FencedLock,
    @Inject(siemConfig.token) private readonly config: Pick<SiemConfig, 'batchSize' | 'format'>,
  ) {}

  async execute(): Promise<SiemTurn> {
    const turn = await this.lock.withLock(
      'audit-siem',
      { ttlMs: LOCK_TTL_MS, fenceFloor: async () => Number((await this.cursor.load()).fence) },
      // read again: the leader before may have moved it after we looked
      async (fence) => this.drain({ ...(await this.cursor.load()), fence: BigInt(fence) }),
    );
    return turn.acquired ? turn.value : 'elsewhere';
  }

  private async drain(start: SiemPosition): Promise<SiemTurn> {
    // not from the clock, which may be set: that must not keep the turn beyond the lock
    const until = performance.now() + TURN_MS;
    let at = start;
    while (performance.now() < until) {
      const batch = await this.entries.after(at.position, this.config.batchSize);
      const last = batch.at(-1);
      if (!last) return 'done';
      await this.transport.send(batch.map(({ record }) => toSiemMessage(record, this.config.format)));
      at = { ...at, position: last.cursor };
      if (!(await this.cursor.advance(at))) return 'elsewhere';
    }
    return 'more';
  }
}
