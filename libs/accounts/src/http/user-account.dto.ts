import { type Role, ROLES } from '@gatehouse/contracts';
import { ListTotalDto, PageQuery } from '@gatehouse/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import type { UserAccountView, UserStateFilter } from '../domain/user-account.ts';

const LONGEST_LOGIN = 200;
const STATES = ['enabled', 'disabled', 'locked'] as const satisfies readonly UserStateFilter[];
const WITHOUT_NUL = /^[^\0]*$/;

export class UserQueryDto extends PageQuery {
  @ApiPropertyOptional({ enum: ROLES })
  @IsOptional()
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional({
    enum: STATES,
    description: '`locked`: enabled, but locked now after failed attempts; at most 1,000 of them.',
  })
  @IsOptional()
  @IsIn(STATES)
  state?: UserStateFilter;

  @ApiPropertyOptional({ type: String, maxLength: LONGEST_LOGIN, description: 'Text contained in the login.' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_LOGIN)
  @Matches(WITHOUT_NUL, { message: '$property must not contain NUL characters' })
  text?: string;
}

export class CreateUserDto {
  @ApiProperty({ type: String, minLength: 1, maxLength: LONGEST_LOGIN, example: 'ada' })
  @IsString()
  @Length(1, LONGEST_LOGIN)
  login!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;
}

export class ChangeUserRoleDto {
  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;
}

export class UserAccountDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'ada' })
  login!: string;

  @ApiProperty({ enum: ROLES })
  role!: Role;

  @ApiProperty({ type: Boolean, description: 'The password is a one-time password that has not been changed yet.' })
  mustChangePassword!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  disabledAt!: string | null;

  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Start time of the newest session.' })
  lastSignInAt!: string | null;

  @ApiProperty({ type: 'integer', description: 'Number of active sessions.' })
  openSessions!: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'When the lock ends that too many wrong attempts have put on the account. From addresses at which the user was ' +
      'signed in lately signing in may still work: those are counted apart.',
  })
  lockedUntil!: string | null;

  static of({ account, lastSignInAt, openSessions, lockedUntil }: UserAccountView): UserAccountDto {
    return {
      id: account.id,
      login: account.login,
      role: account.role,
      mustChangePassword: account.mustChangePassword,
      disabledAt: account.disabledAt?.toISOString() ?? null,
      version: account.version,
      createdAt: account.createdAt.toISOString(),
      updatedAt: account.updatedAt.toISOString(),
      lastSignInAt: lastSignInAt?.toISOString() ?? null,
      openSessions,
      lockedUntil: lockedUntil?.toISOString() ?? null,
    };
  }
}

export class UserAccountPageDto extends ListTotalDto {
  @ApiProperty({ type: [UserAccountDto] })
  items!: UserAccountDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class UserWithPasswordDto {
  @ApiProperty({ type: UserAccountDto })
  user!: UserAccountDto;

  @ApiProperty({ type: String, description: 'Shown only once; it is not stored.' })
  oneTimePassword!: string;

  static with(view: UserAccountView, oneTimePassword: string): UserWithPasswordDto {
    return { user: UserAccountDto.of(view), oneTimePassword };
  }
}

export class EndedSessionsDto {
  @ApiProperty({ type: 'integer', description: 'Number of sessions ended.' })
  sessionsEnded!: number;
}
