import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('jwt_keys')
export class SigningKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'jwt_keys_pkey' })
  id!: string;

  /** The `kid`. */
  @Column({ type: 'uuid' })
  version!: string;

  @Column({ type: 'text' })
  algorithm!: string;

  @Column({ name: 'public_key', type: 'text' })
  publicKey!: string;

  @Column({ name: 'private_key', type: 'text', nullable: true })
  privateKey!: string | null;

  @Column({ name: 'private_key_sealed_by', type: 'text', nullable: true })
  privateKeySealedBy!: string | null;

  @Column({ type: 'text' })
  status!: string;

  @Column({ name: 'is_active', type: 'boolean' })
  isActive!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'activates_at', type: 'timestamptz' })
  activatesAt!: Date;

  @Column({ name: 'retires_at', type: 'timestamptz', nullable: true })
  retiresAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'rotation_count', type: 'integer', default: 0 })
  rotationCount!: number;

  /** `bigint` comes as text from the driver. */
  @Column({ type: 'bigint', default: 0 })
  fence!: string;
}
