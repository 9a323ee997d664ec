import { Requires } from '@gatehouse/access';
import { GatehouseError } from '@gatehouse/contracts';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AuditTree } from '../domain/audit-tree.ts';
import { CheckpointKeys } from '../domain/checkpoint-keys.ts';
import { CheckpointKeysDto } from './checkpoints.dto.ts';

@ApiTags('audit')
@Controller('audit/checkpoints')
@Requires('audit:read')
@RateLimit('read')
export class CheckpointsController {
  constructor(
    private readonly tree: AuditTree,
    private readonly keys: CheckpointKeys,
  ) {}

  @Get('latest')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getLatestAuditCheckpoint',
    summary: 'The newest checkpoint, as a signed note (C2SP tlog-checkpoint)',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems('NOT_FOUND')
  async latest(): Promise<string> {
    const checkpoint = await this.tree.lastCheckpoint();
    if (!checkpoint) throw new GatehouseError('NOT_FOUND', 'No checkpoint is signed yet. Is a worker running?');
    return checkpoint.note;
  }

  @Get('keys')
  @ApiOperation({
    operationId: 'getAuditCheckpointKeys',
    summary: 'The public keys that checkpoints verify with; compare them with a copy that you got on another way',
  })
  @ApiOkResponse({ type: CheckpointKeysDto })
  publicKeys(): CheckpointKeysDto {
    return { origin: this.keys.origin, verifierKeys: [...this.keys.publicKeys()] };
  }
}
