import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ExportSettings } from '../use-cases/reading/export-settings.ts';
import { ExportSettingsDto, type FileFormat, toExportFormat } from './export-settings.dto.ts';

const FILES: Readonly<Record<FileFormat, { readonly type: string; readonly name: string }>> = {
  // not by the browser's guess: nothing that is stored here is ever a page
  env: { type: 'text/plain; charset=utf-8', name: 'gatehouse.env' },
  json: { type: 'application/json; charset=utf-8', name: 'gatehouse.json' },
  yaml: { type: 'application/yaml; charset=utf-8', name: 'gatehouse.yaml' },
};

@ApiTags('settings')
@Controller('secure-settings')
export class ExportSettingsController {
  constructor(private readonly exportSettings: ExportSettings) {}

  @Get('export')
  @Requires('settings:reveal')
  @RateLimit('reveal')
  @ApiOperation({
    operationId: 'exportSettings',
    summary: 'Values as a file for another program, to the byte; every export is recorded with its keys',
    description:
      'What the reader of the file cannot carry is left out: the header `Gatehouse-Left-Out` counts these settings, and ' +
      'comments at the head of the file name them.',
  })
  @ApiProduces('text/plain', 'application/json', 'application/yaml')
  @ApiOkResponse({ description: 'The file.', schema: { type: 'string' } })
  @ApiProblems('SETTING_NOT_FOUND', 'BINDING_MISMATCH', 'DECRYPTION_FAILED')
  async export(@Query() query: ExportSettingsDto, @Req() request: Request, @Res() response: Response): Promise<void> {
    const target = toExportFormat(query);
    const { type, name } = FILES[query.format];
    response
      .setHeader('Content-Type', type)
      .setHeader('Content-Disposition', `attachment; filename="${name}"`)
      .setHeader('Cache-Control', 'no-store');
    // nothing is shown, so nothing is recorded
    if (request.method === 'HEAD') return void response.end();
    const { text, leftOut } = await this.exportSettings.execute(target, query.category);
    response.setHeader('Gatehouse-Left-Out', leftOut.length).end(text);
  }
}
