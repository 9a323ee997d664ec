import type { OpenFamily } from '@gatehouse/credentials';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import type { TwoFactorSecret } from '../use-cases/two-factor/start-two-factor.ts';
import type { TwoFactorState } from '../use-cases/two-factor/describe-two-factor.ts';

const LONGEST_PASSWORD = 1024;
const LONGEST_CODE = 64;

export class OwnSessionDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'The session that asks' })
  current!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', description: 'When it was opened or renewed last' })
  lastUsedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends at the latest' })
  expiresAt!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Where it was used from last' })
  ipAddress!: string | null;

  @ApiProperty({ type: String, nullable: true })
  userAgent!: string | null;

  static of(family: OpenFamily, currentId: string | undefined): OwnSessionDto {
    return {
      id: family.id,
      current: family.id === currentId,
      createdAt: family.createdAt.toISOString(),
      lastUsedAt: family.lastUsedAt.toISOString(),
      expiresAt: family.expiresAt.toISOString(),
      ipAddress: family.ipAddress ?? null,
      userAgent: family.userAgent ?? null,
    };
  }
}

export class OwnSessionsDto {
  @ApiProperty({ type: [OwnSessionDto] })
  items!: OwnSessionDto[];
}

export class EndedSessionsDto {
  @ApiProperty({ type: 'integer', minimum: 0 })
  ended!: number;
}

export class TwoFactorDto {
  @ApiProperty()
  active!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  activeSince!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 10 })
  recoveryCodesLeft!: number;

  static of({ activeSince, recoveryCodesLeft }: TwoFactorState): TwoFactorDto {
    return {
      active: activeSince !== undefined,
      activeSince: activeSince?.toISOString() ?? null,
      recoveryCodesLeft,
    };
  }
}

export class StartTwoFactorDto {
  @ApiProperty({ minLength: 1, maxLength: LONGEST_PASSWORD, format: 'password' })
  @IsString()
  @Length(1, LONGEST_PASSWORD)
  password!: string;
}

export class TwoFactorSecretDto {
  @ApiProperty({ description: 'For the authenticator app, in base32; shown once' })
  secret!: string;

  @ApiProperty({ format: 'uri', description: 'The same as a QR code holds it' })
  otpauthUri!: string;

  static of({ secret, otpauthUri }: TwoFactorSecret): TwoFactorSecretDto {
    return { secret, otpauthUri };
  }
}

export class ConfirmTwoFactorDto {
  @ApiProperty({ minLength: 1, maxLength: LONGEST_CODE, example: '123456' })
  @IsString()
  @Length(1, LONGEST_CODE)
  code!: string;
}

export class BothFactorsDto extends StartTwoFactorDto {
  @ApiProperty({
    minLength: 1,
    maxLength: LONGEST_CODE,
    example: '123456',
    description: 'Of the authenticator app, or a recovery code',
  })
  @IsString()
  @Length(1, LONGEST_CODE)
  code!: string;
}

export class RecoveryCodesDto {
  @ApiProperty({ type: [String], description: 'Each is good for one sign-in without the app; shown once' })
  recoveryCodes!: string[];
}
