import { Module } from '@nestjs/common';
import { SiemCursor } from './domain/siem-stream.ts';
import { PostgresSiemCursor } from './persistence/postgres-siem-cursor.ts';
import { ReplayToSiem } from './use-cases/replay-to-siem.ts';

/** Where the stream stands, and how an operator sets it back. Needs the port `SequencedEntries`. */
@Module({
  providers: [{ provide: SiemCursor, useClass: PostgresSiemCursor }, ReplayToSiem],
  exports: [SiemCursor, ReplayToSiem],
})
export class SiemCursorModule {}
