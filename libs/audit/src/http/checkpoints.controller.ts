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
    summary: 'Get the latest checkpoint as a signed note (C2SP tlog-checkpoint)',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems('NOT_FOUND')
  async latest(): Promise<string> {
    const checkpoint = await this.tree.lastCheckpoint();
    if (!checkpoint)
      throw new GatehouseError('NOT_FOUND', 'No checkpoint has been signed yet. Check that a worker is running.');
    return checkpoint.note;
  }

  @Get('keys')
  @ApiOperation({
    operationId: 'getAuditCheckpointKeys',
    summary: 'List the public keys for verifying checkpoints; compare them with a copy from another source',
  })
  @ApiOkResponse({ type: CheckpointKeysDto })
  publicKeys(): CheckpointKeysDto {
    return { origin: this.keys.origin, verifierKeys: [...this.keys.publicKeys()] };
  }
}
