import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { SIGNING_ALGORITHMS } from '../domain/signing-algorithm.ts';
import { KEY_STATUSES, type SigningKey } from '../domain/signing-key.ts';
import type { Rotation } from '../use-cases/rotate-signing-key.ts';

export class SigningKeyDto {
  @ApiProperty({ format: 'uuid', description: 'Key ID used in tokens and in the JWKS' })
  kid!: string;

  @ApiProperty({ enum: SIGNING_ALGORITHMS })
  algorithm!: string;

  @ApiProperty({ enum: KEY_STATUSES })
  status!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  activatesAt!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Time at which it stops signing; unset until a successor is scheduled',
  })
  retiresAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Time at which it stops verifying' })
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

const LONGEST_REASON = 500;
/** Blanks and dots satisfy a form, and tell nobody anything. */
const SaysSomething = () => Matches(/[\p{L}\p{N}]/u, { message: '$property must contain a letter or a digit' });

export class RotateKeyDto {
  @ApiProperty({ required: false, minLength: 1, maxLength: LONGEST_REASON, description: 'Recorded in the audit log' })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_REASON)
  @SaysSomething()
  reason?: string;
}

export class RevokeKeyDto {
  @ApiProperty({ minLength: 1, maxLength: LONGEST_REASON, description: 'Recorded in the audit log' })
  @IsString()
  @Length(1, LONGEST_REASON)
  @SaysSomething()
  reason!: string;
}

export class KeyRotationDto {
  @ApiProperty({
    enum: ['rotated', 'scheduled'],
    description: '`scheduled`: the next key was published too recently and takes over at its `activatesAt`',
  })
  outcome!: string;

  @ApiProperty({ type: SigningKeyDto })
  current!: SigningKeyDto;

  @ApiProperty({ type: SigningKeyDto, nullable: true })
  next!: SigningKeyDto | null;

  static of({ outcome, current, next }: Rotation): KeyRotationDto {
    return { outcome, current: SigningKeyDto.of(current), next: next ? SigningKeyDto.of(next) : null };
  }
}
