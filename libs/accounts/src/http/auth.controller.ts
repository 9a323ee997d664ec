import { CurrentPrincipal, Public, Requires } from '@gatehouse/access';
import { GatehouseError, type Principal } from '@gatehouse/contracts';
import { ApiProblems, RateLimit, WorksWhenReadOnly } from '@gatehouse/http';
import { Body, Controller, Get, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ChangePassword } from '../use-cases/own-account/change-password.ts';
import { FindOwnAccount } from '../use-cases/own-account/find-own-account.ts';
import type { Session } from '../use-cases/sessions/open-session.ts';
import { RefreshSession } from '../use-cases/sessions/refresh-session.ts';
import { SignIn } from '../use-cases/sessions/sign-in.ts';
import { SignOut } from '../use-cases/sessions/sign-out.ts';
import { ChangePasswordDto, LoginDto, SessionDto, UserDto } from './auth.dto.ts';
import { RefreshCookie } from './refresh-cookie.ts';
import { SameSiteGuard } from './same-site.guard.ts';

@ApiTags('auth')
@WorksWhenReadOnly()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    private readonly refreshSession: RefreshSession,
    private readonly signOut: SignOut,
    private readonly changePassword: ChangePassword,
    private readonly findOwnAccount: FindOwnAccount,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post('login')
  @Public()
  @RateLimit('login')
  @UseGuards(SameSiteGuard)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'login',
    summary: 'Sign in by password, and a code if asked for; the refresh token comes as a cookie',
  })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('LOGIN_FAILED', 'LOGIN_LOCKED', 'TOTP_REQUIRED', 'TOTP_INVALID', 'CROSS_SITE_REQUEST', 'OVERLOADED')
  async login(
    @Body() body: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionDto> {
    return this.answer(await this.signIn.execute(body), request, response);
  }

  @Post('refresh')
  @Public()
  @RateLimit('refresh')
  @UseGuards(SameSiteGuard)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'refreshSession', summary: 'A fresh access token for the refresh cookie' })
  @ApiOkResponse({ type: SessionDto })
  @ApiProblems('REFRESH_FAILED', 'CROSS_SITE_REQUEST')
  async refresh(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<SessionDto> {
    try {
      return this.answer(await this.refreshSession.execute(this.cookie.read(request)), request, response);
    } catch (error) {
      if (error instanceof GatehouseError && error.code === 'REFRESH_FAILED') this.cookie.clear(request, response);
      throw error;
    }
  }

  @Post('logout')
  @Public()
  @RateLimit('refresh')
  @UseGuards(SameSiteGuard)
  @HttpCode(204)
  @ApiOperation({ operationId: 'logout', summary: 'End the session of the refresh cookie' })
  @ApiNoContentResponse()
  @ApiProblems('CROSS_SITE_REQUEST')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.signOut.execute(this.cookie.read(request));
    this.cookie.clear(request, response);
  }

  @Get('me')
  @Requires('account:self')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getCurrentUser', summary: 'Who is signed in' })
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
  @ApiOperation({ operationId: 'changePassword', summary: 'Choose a new password; all other sessions end' })
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
    return this.answer(session, request, response);
  }

  private answer(session: Session, request: Request, response: Response): SessionDto {
    this.cookie.set(request, response, session.refresh);
    return SessionDto.of(session);
  }
}
