import { CurrentPrincipal, Requires } from '@gatehouse/access';
import type { Principal } from '@gatehouse/contracts';
import { ApiProblems, IdentifierPipe } from '@gatehouse/http';
import { Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EndOtherSessions } from '../use-cases/sessions/end-other-sessions.ts';
import { EndOwnSession } from '../use-cases/sessions/end-own-session.ts';
import { ListOwnSessions } from '../use-cases/sessions/list-own-sessions.ts';
import { EndedSessionsDto, OwnSessionDto, OwnSessionsDto } from './own-account.dto.ts';

const sessionId = new IdentifierPipe('SESSION_NOT_FOUND');

@ApiTags('own account')
@Controller('auth/sessions')
export class OwnSessionsController {
  constructor(
    private readonly listOwnSessions: ListOwnSessions,
    private readonly endOwnSession: EndOwnSession,
    private readonly endOtherSessions: EndOtherSessions,
  ) {}

  @Get()
  @Requires('account:manage')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listOwnSessions', summary: 'List your sessions' })
  @ApiOkResponse({ type: OwnSessionsDto })
  async list(@CurrentPrincipal() principal: Principal): Promise<OwnSessionsDto> {
    const sessions = await this.listOwnSessions.execute(principal.id);
    return { items: sessions.map((session) => OwnSessionDto.of(session, principal.sessionId)) };
  }

  @Delete(':id')
  @Requires('account:manage')
  @HttpCode(204)
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ operationId: 'endOwnSession', summary: 'End one of your sessions' })
  @ApiNoContentResponse()
  @ApiProblems('SESSION_NOT_FOUND')
  end(@Param('id', sessionId) id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.endOwnSession.execute(principal.id, id);
  }

  @Post('end-others')
  @Requires('account:manage')
  @HttpCode(200)
  @ApiOperation({ operationId: 'endOtherSessions', summary: 'End all your sessions except this one' })
  @ApiOkResponse({ type: EndedSessionsDto })
  async endOthers(@CurrentPrincipal() principal: Principal): Promise<EndedSessionsDto> {
    return { ended: await this.endOtherSessions.execute(principal.id, principal.sessionId) };
  }
}
