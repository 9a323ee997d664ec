import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NameActors } from './name-actors.ts';
import { ActorNamesDto, ActorNamesQueryDto } from './actor-names.dto.ts';
import { Requires } from '../requires.decorator.ts';

/** For who reads the audit log, and so knows already what everybody did, and finds entries by the same names. */
@ApiTags('audit')
@Requires('audit:read')
@Controller('actors')
export class ActorNamesController {
  constructor(private readonly nameActors: NameActors) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'nameActors',
    summary: 'Look up the current names of actors and resources in the audit log',
  })
  @ApiOkResponse({ type: ActorNamesDto })
  async find(@Query() { id }: ActorNamesQueryDto): Promise<ActorNamesDto> {
    return { items: (await this.nameActors.execute(id)).map(({ id, kind, name }) => ({ id, kind, name })) };
  }
}
