import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { SiemCursor, type SiemPosition } from '../domain/siem-stream.ts';

@Injectable()
export class PostgresSiemCursor extends SiemCursor {
  constructor(private readonly database: Database) {
    super();
  }

  override async load(): Promise<SiemPosition> {
    const [row] = await this.database.query<Record<keyof SiemPosition, string>>(
      `SELECT position::text, fence::text, replays::text FROM audit_siem_cursor WHERE name = 'siem'`,
    );
    if (!row) throw new Error('The cursor of the SIEM stream is missing');
    return { position: BigInt(row.position), fence: BigInt(row.fence), replays: BigInt(row.replays) };
  }

  override async advance({ position, fence, replays }: SiemPosition): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE audit_siem_cursor SET position = $1, fence = $2, updated_at = now()
       WHERE name = 'siem' AND fence <= $2 AND replays = $3 RETURNING 1`,
      [String(position), String(fence), String(replays)],
    );
    return rows.length > 0;
  }

  override async rewind(position: bigint): Promise<void> {
    await this.database.query(
      `UPDATE audit_siem_cursor SET position = $1, replays = replays + 1, updated_at = now() WHERE name = 'siem'`,
      [String(position)],
    );
  }
}
