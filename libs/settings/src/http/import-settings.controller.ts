import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit, readTextBody, StreamedBody } from '@gatehouse/http';
import { Controller, Header, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { MAX_FILE_BYTES } from '../domain/transfer/file-limits.ts';
import { ImportSettings } from '../use-cases/changing/import-settings.ts';
import { ImportSettingsDto, readFile, SettingImportDto, toImported } from './import-settings.dto.ts';

@ApiTags('settings')
@Controller('secure-settings')
export class ImportSettingsController {
  constructor(private readonly importSettings: ImportSettings) {}

  @Post('import')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  @StreamedBody()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'importSettings',
    summary: 'Take the values of a file: all of them, or none; nothing in it is expanded',
    description: 'The body is the file as it is, in UTF-8; its Content-Type does not matter.',
  })
  @ApiConsumes('text/plain', 'application/json', 'application/yaml')
  @ApiBody({ required: true, schema: { type: 'string', maxLength: MAX_FILE_BYTES } })
  @ApiOkResponse({ type: SettingImportDto })
  @ApiProblems('SETTING_VALUE_INVALID', 'SETTING_EXISTS', 'VERSION_MISMATCH', 'BODY_TOO_LARGE', 'BODY_NOT_UTF8')
  async import(@Query() query: ImportSettingsDto, @Req() request: Request): Promise<SettingImportDto> {
    const file = readFile(await readTextBody(request, MAX_FILE_BYTES), query);
    const isRehearsal = query.dryRun === 'true';
    const imported = await this.importSettings.execute(file, query.category, isRehearsal);
    return { dryRun: isRehearsal, settings: imported.map(toImported) };
  }
}
