import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Upload } from '../domain/upload.ts';

/** The driver gives a bigint as text; no file comes near 2^53 bytes. */
const bytes = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

@Entity({ name: 'uploads' })
export class UploadEntity implements Upload {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text', name: 'owner_kind' })
  ownerKind!: Upload['ownerKind'];

  @Column({ type: 'text', name: 'owner_id' })
  ownerId!: string;

  @Column({ type: 'text', nullable: true })
  tenant!: string | null;

  @Column({ type: 'text', name: 'original_name' })
  originalName!: string;

  @Column({ type: 'text', name: 'mime_type' })
  mimeType!: Upload['mimeType'];

  @Column({ type: 'bigint', transformer: bytes })
  size!: number;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ type: 'text', name: 'left_out_kind', nullable: true })
  leftOutKind!: Upload['leftOutKind'];

  @Column({ type: 'bigint', name: 'left_out_bytes', transformer: bytes })
  leftOutBytes!: number;

  @Column({ type: 'text' })
  status!: Upload['status'];

  @Column({ type: 'text', name: 'storage_key', nullable: true })
  storageKey!: string | null;

  @Column({ type: 'bigint', name: 'served_size', nullable: true, transformer: bytes })
  servedSize!: number | null;

  @Column({ type: 'text', name: 'served_sha256', nullable: true })
  servedSha256!: string | null;

  @Column({ type: 'text', nullable: true })
  verdict!: Upload['verdict'];

  @Column({ type: 'text', name: 'verdict_detail', nullable: true })
  verdictDetail!: string | null;

  @Column({ type: 'text', nullable: true })
  scanner!: string | null;

  @Column({ type: 'timestamptz', name: 'scanned_at', nullable: true })
  scannedAt!: Date | null;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'text', name: 'request_id' })
  requestId!: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
