import { Clock, SequencedEntries } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SiemCursor, type SiemLag } from '../domain/siem-stream.ts';

/** How far the receiver is behind the log: by the highest index, and by the age of the oldest entry it lacks. */
@Injectable()
export class MeasureSiemLag {
  constructor(
    private readonly entries: SequencedEntries,
    private readonly cursor: SiemCursor,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<SiemLag> {
    const { position } = await this.cursor.load();
    const [head, [oldest]] = await Promise.all([this.entries.head(), this.entries.after(position, 1)]);
    if (!oldest) return { entries: 0, seconds: 0 };
    const age = this.clock.now().getTime() - Date.parse(oldest.record.timestamp);
    return { entries: Number(head - position), seconds: Math.max(0, age / 1000) };
  }
}
