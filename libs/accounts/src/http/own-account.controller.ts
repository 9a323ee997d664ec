import { CurrentPrincipal, Requires } from '@gatehouse/access';
import type { Principal } from '@gatehouse/contracts';
import { ApiProblems, RateLimit, WorksWhenReadOnly } from '@gatehouse/http';
import { Body, Controller, Get, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ChangePassword } from '../use-cases/own-account/change-password.ts';
import { FindOwnAccount } from '../use-cases/own-account/find-own-account.ts';
import { ChangePasswordDto, SessionDto, UserDto } from './auth.dto.ts';
import { RefreshCookie } from './refresh-cookie.ts';
import { SameSiteGuard } from './same-site.guard.ts';

/** What a one-time password is good for, too: to see who one is, and to choose a password. */
@ApiTags('auth')
@WorksWhenReadOnly()
@Controller('auth')
export class OwnAccountController {
  constructor(
    private readonly changePassword: ChangePassword,
    private readonly findOwnAccount: FindOwnAccount,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get('me')
  @Requires('account:self')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getCurrentUser', summary: 'Get the signed-in user' })
  @ApiOkResponse({ type: UserDto })
  async me(@CurrentPrincipal() principal: Principal): Promise<UserDto> {
    return UserDto.of(await this.findOwnAccount.execute(principal.id));
  }

  @Post('password')
  @Requires('account:self')
  @RateLimit('login')
  @UseGuards(SameSiteGuard)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'changePassword', summary: 'Change your password; all your other sessions end' })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('PASSWORD_TOO_WEAK', 'LOGIN_LOCKED', 'CROSS_SITE_REQUEST', 'OVERLOADED')
  async password(
    @Body() body: ChangePasswordDto,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionDto> {
    const { currentPassword, newPassword } = body;
    const session = await this.changePassword.execute({ userId: principal.id, currentPassword, newPassword });
    this.cookie.set(request, response, session.refresh);
    return SessionDto.of(session);
  }
}
