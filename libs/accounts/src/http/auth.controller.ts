import { Public } from '@gatehouse/access';
import { GatehouseError } from '@gatehouse/contracts';
import { ApiProblems, RateLimit, WorksWhenReadOnly } from '@gatehouse/http';
import { Body, Controller, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Session } from '../use-cases/sessions/open-session.ts';
import { RefreshSession } from '../use-cases/sessions/refresh-session.ts';
import { SignIn } from '../use-cases/sessions/sign-in.ts';
import { SignOut } from '../use-cases/sessions/sign-out.ts';
import { LoginDto, SessionDto } from './auth.dto.ts';
import { RefreshCookie } from './refresh-cookie.ts';
import { SameSiteGuard } from './same-site.guard.ts';

/** Signing in, staying so, and signing out. */
@ApiTags('auth')
@WorksWhenReadOnly()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    private readonly refreshSession: RefreshSession,
    private readonly signOut: SignOut,
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
    summary: 'Sign in with a password and, if required, a code; the refresh token is set as a cookie',
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
  @ApiOperation({ operationId: 'refreshSession', summary: 'Exchange the refresh cookie for a new access token' })
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
  @ApiOperation({ operationId: 'logout', summary: 'Sign out: end the session of the refresh cookie' })
  @ApiNoContentResponse()
  @ApiProblems('CROSS_SITE_REQUEST')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.signOut.execute(this.cookie.read(request));
    this.cookie.clear(request, response);
  }

  private answer(session: Session, request: Request, response: Response): SessionDto {
    this.cookie.set(request, response, session.refresh);
    return SessionDto.of(session);
  }
}
