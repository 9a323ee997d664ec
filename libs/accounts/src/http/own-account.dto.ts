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

  @ApiProperty({ description: 'Whether this is the session making the request' })
  current!: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time', description: 'Time of the last sign-in or renewal' })
  lastUsedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'Latest time at which the session ends' })
  expiresAt!: string;

  @ApiProperty({ type: String, nullable: true, description: 'IP address of the last use' })
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
  @ApiProperty({ description: 'Base32 secret for the authenticator app; shown only once' })
  secret!: string;

  @ApiProperty({ format: 'uri', description: 'The otpauth URI to encode as a QR code' })
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
    description: 'Code from the authenticator app, or a recovery code',
  })
  @IsString()
  @Length(1, LONGEST_CODE)
  code!: string;
}

export class RecoveryCodesDto {
  @ApiProperty({ type: [String], description: 'Each code replaces the app for one sign-in; shown only once' })
  recoveryCodes!: string[];
}
