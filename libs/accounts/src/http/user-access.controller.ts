import { Requires } from '@gatehouse/access';
import { ApiProblems, setETag } from '@gatehouse/http';
import { Controller, Delete, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { UserAccountView } from '../domain/user-account.ts';
import { DisableUser } from '../use-cases/users/disable-user.ts';
import { EnableUser } from '../use-cases/users/enable-user.ts';
import { EndUserSessions } from '../use-cases/users/end-user-sessions.ts';
import { ResetUserPassword } from '../use-cases/users/reset-user-password.ts';
import { EndedSessionsDto, UserAccountDto, UserWithPasswordDto } from './user-account.dto.ts';
import { UserId } from './user-id.decorator.ts';

/** Who of the console users gets in. */
@ApiTags('users')
@Requires('users:manage')
@Controller('users/:id')
export class UserAccessController {
  constructor(
    private readonly disableUser: DisableUser,
    private readonly enableUser: EnableUser,
    private readonly resetPassword: ResetUserPassword,
    private readonly endSessions: EndUserSessions,
  ) {}

  @Post('disable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'disableUser', summary: 'Disable a user; all their sessions end' })
  @ApiOkResponse({ type: UserAccountDto })
  @ApiProblems('USER_NOT_FOUND', 'LAST_ADMIN', 'OWN_ACCOUNT')
  async disable(@UserId() id: string, @Res({ passthrough: true }) response: Response): Promise<UserAccountDto> {
    return answer(response, await this.disableUser.execute(id));
  }

  @Post('enable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'enableUser', summary: 'Re-enable a user with their previous password and role' })
  @ApiOkResponse({ type: UserAccountDto })
  @ApiProblems('USER_NOT_FOUND')
  async enable(@UserId() id: string, @Res({ passthrough: true }) response: Response): Promise<UserAccountDto> {
    return answer(response, await this.enableUser.execute(id));
  }

  @Post('reset-password')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'resetUserPassword',
    summary: 'Reset a lost password to a one-time password, shown only once; all sessions of the user end',
  })
  @ApiOkResponse({ type: UserWithPasswordDto })
  @ApiProblems('USER_NOT_FOUND', 'OWN_ACCOUNT', 'OVERLOADED')
  async reset(@UserId() id: string, @Res({ passthrough: true }) response: Response): Promise<UserWithPasswordDto> {
    const { view, oneTimePassword } = await this.resetPassword.execute(id);
    setETag(response, view.account.version);
    return UserWithPasswordDto.with(view, oneTimePassword);
  }

  @Delete('sessions')
  @ApiOperation({ operationId: 'endUserSessions', summary: 'End all sessions of a user' })
  @ApiOkResponse({ type: EndedSessionsDto })
  @ApiProblems('USER_NOT_FOUND')
  async end(@UserId() id: string): Promise<EndedSessionsDto> {
    return { sessionsEnded: await this.endSessions.execute(id) };
  }
}

function answer(response: Response, view: UserAccountView): UserAccountDto {
  setETag(response, view.account.version);
  return UserAccountDto.of(view);
}
