import { ROLES } from '@gatehouse/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import type { User } from '../domain/user.ts';
import type { Session } from '../use-cases/sessions/open-session.ts';

const LONGEST_LOGIN = 200;
const LONGEST_PASSWORD = 1024;
const LONGEST_CODE = 64;

export class LoginDto {
  @ApiProperty({ minLength: 1, maxLength: LONGEST_LOGIN, example: 'admin' })
  @IsString()
  @Length(1, LONGEST_LOGIN)
  login!: string;

  @ApiProperty({ minLength: 1, maxLength: LONGEST_PASSWORD, format: 'password' })
  @IsString()
  @Length(1, LONGEST_PASSWORD)
  password!: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: LONGEST_CODE,
    example: '123456',
    description: 'Required when two-step sign-in is on: a code from the authenticator app, or a recovery code',
  })
  @IsOptional()
  @IsString()
  @Length(1, LONGEST_CODE)
  totp?: string;
}

export class ChangePasswordDto {
  @ApiProperty({ minLength: 1, maxLength: LONGEST_PASSWORD, format: 'password' })
  @IsString()
  @Length(1, LONGEST_PASSWORD)
  currentPassword!: string;

  @ApiProperty({
    minLength: 1,
    maxLength: LONGEST_PASSWORD,
    format: 'password',
    description:
      'At least 15 characters (8 with two-step sign-in), not a common password, and not containing the login',
  })
  @IsString()
  @Length(1, LONGEST_PASSWORD)
  newPassword!: string;
}

export class UserDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  login!: string;

  @ApiProperty({ enum: ROLES })
  role!: string;

  @ApiProperty({ description: 'The password is a one-time password; nothing else is allowed until it is changed' })
  mustChangePassword!: boolean;

  static of({ id, login, role, mustChangePassword }: User): UserDto {
    return { id, login, role, mustChangePassword };
  }
}

export class SessionDto {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer …`; keep it only in memory' })
  accessToken!: string;

  @ApiProperty({ description: 'Seconds until the access token expires' })
  expiresIn!: number;

  @ApiProperty({ type: UserDto })
  user!: UserDto;

  static of({ accessToken, expiresIn, user }: Session): SessionDto {
    return { accessToken, expiresIn, user: UserDto.of(user) };
  }
}
