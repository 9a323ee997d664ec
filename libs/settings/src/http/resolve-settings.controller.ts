import { Requires } from '@gatehouse/access';
import { ApiProblems, isNamedBy, RateLimit } from '@gatehouse/http';
import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ResolveSettings } from '../use-cases/reading/resolve-settings.ts';
import { ResolvedSettingsDto, ResolveSettingsDto } from './resolve-settings.dto.ts';
import { toRevealedJson } from './setting.dto.ts';

@ApiTags('settings')
@Controller('secure-settings')
export class ResolveSettingsController {
  constructor(private readonly resolveSettings: ResolveSettings) {}

  @Post('resolve')
  @HttpCode(200)
  @Requires('settings:resolve')
  @RateLimit('read')
  @ApiOperation({
    operationId: 'resolveSettings',
    summary: 'All values that a service names, or none; every call is recorded with its keys',
  })
  @ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ type: ResolvedSettingsDto })
  @ApiResponse({ status: 304, description: 'None of these settings has changed since the given ETag.' })
  @ApiProblems('SETTING_NOT_FOUND', 'BINDING_MISMATCH', 'DECRYPTION_FAILED')
  async resolve(
    @Body() { keys }: ResolveSettingsDto,
    @Headers('if-none-match') ifNoneMatch: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const { tag, settings } = await this.resolveSettings.execute(keys, (now) => isNamedBy(ifNoneMatch, now));
    response.setHeader('ETag', tag);
    response.setHeader('Cache-Control', 'no-store');
    if (settings === undefined) return void response.status(304).end();
    response.type('json').send(`{"settings":[${settings.map(toRevealedJson).join(',')}]}`);
  }
}
