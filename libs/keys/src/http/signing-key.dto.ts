import { ApiProperty } from '@nestjs/swagger';
import { SIGNING_ALGORITHMS } from '../domain/signing-algorithm.ts';
import { KEY_STATUSES, type SigningKey } from '../domain/signing-key.ts';

export class SigningKeyDto {
  @ApiProperty({ format: 'uuid', description: 'Names the key in tokens and in the JWKS' })
  kid!: string;

  @ApiProperty({ enum: SIGNING_ALGORITHMS })
  algorithm!: string;

  @ApiProperty({ enum: KEY_STATUSES })
  status!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  activatesAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Unset until a successor is planned' })
  retiresAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: string | null;

  static of(key: SigningKey): SigningKeyDto {
    return {
      kid: key.kid,
      algorithm: key.algorithm,
      status: key.status,
      createdAt: key.createdAt.toISOString(),
      activatesAt: key.activatesAt.toISOString(),
      retiresAt: key.retiresAt?.toISOString() ?? null,
      expiresAt: key.expiresAt?.toISOString() ?? null,
    };
  }
}

export class SigningKeyListDto {
  @ApiProperty({ type: [SigningKeyDto] })
  items!: SigningKeyDto[];
}
