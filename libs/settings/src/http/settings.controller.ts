import { Requires } from '@gatehouse/access';
import { ApiProblems, Idempotent, IfMatch, RateLimit, setETag } from '@gatehouse/http';
import { Body, Controller, Get, Header, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CreateSetting } from '../use-cases/changing/create-setting.ts';
import { FindSetting } from '../use-cases/reading/find-setting.ts';
import { ListSettings } from '../use-cases/reading/list-settings.ts';
import { PatchSetting } from '../use-cases/changing/patch-setting.ts';
import { ShowSetting } from '../use-cases/reading/show-setting.ts';
import { UpdateSetting } from '../use-cases/changing/update-setting.ts';
import { PatchSettingDto, toPatch } from './patch-setting.dto.ts';
import { SettingDto, SettingPageDto, SettingSummaryDto, toSettingJson, toSettingPageJson } from './setting.dto.ts';
import { CreateSettingDto, SettingContentDto, SettingQueryDto, toContent, toQuery } from './setting-input.dto.ts';
import { answerWithETag } from './answer-with-etag.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';

/** Its text is written by hand, so that values keep their spelling. */
const JSON_TYPE = 'application/json; charset=utf-8';

@ApiTags('settings')
@Controller('secure-settings')
export class SettingsController {
  constructor(
    private readonly createSetting: CreateSetting,
    private readonly updateSetting: UpdateSetting,
    private readonly patchSetting: PatchSetting,
    private readonly findSetting: FindSetting,
    private readonly listSettings: ListSettings,
    private readonly showSetting: ShowSetting,
  ) {}

  @Get()
  @Requires('settings:list')
  @RateLimit('read')
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ operationId: 'listSettings', summary: 'List settings, sorted by key, sensitive values masked' })
  @ApiOkResponse({ type: SettingPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(@Query() query: SettingQueryDto): Promise<string> {
    const { cursor, deleted } = query;
    return toSettingPageJson(await this.listSettings.execute(toQuery(query), cursor, deleted === 'true'));
  }

  @Post()
  @Requires('settings:write')
  @RateLimit('write')
  @Idempotent()
  @ApiOperation({ operationId: 'createSetting', summary: 'Create an encrypted setting' })
  @ApiCreatedResponse({ type: SettingSummaryDto })
  @ApiProblems('SETTING_EXISTS', 'SETTING_VALUE_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_INVALID')
  async create(
    @Body() dto: CreateSettingDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answerWithETag(response, await this.createSetting.execute(dto.key, toContent(dto)));
  }

  @Get(':key')
  @Requires('settings:list')
  @RateLimit('read')
  @Header('Content-Type', JSON_TYPE)
  @ApiOperation({ operationId: 'getSetting', summary: 'Get a setting, a sensitive value masked' })
  @ApiOkResponse({ type: SettingDto })
  @ApiProblems('SETTING_NOT_FOUND')
  async get(
    @Param('key', SettingKeyPipe) key: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const setting = await this.findSetting.listed(key);
    setETag(response, setting.version);
    return toSettingJson(await this.showSetting.execute(setting));
  }

  @Put(':key')
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({ operationId: 'updateSetting', summary: 'Update a setting by creating its next version' })
  @ApiOkResponse({ type: SettingSummaryDto })
  @ApiProblems('SETTING_NOT_FOUND', 'SETTING_VALUE_INVALID', 'VERSION_MISMATCH', 'PRECONDITION_REQUIRED')
  async update(
    @Param('key', SettingKeyPipe) key: string,
    @IfMatch() expectedVersion: number,
    @Body() dto: SettingContentDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answerWithETag(response, await this.updateSetting.execute(key, expectedVersion, toContent(dto)));
  }

  @Patch(':key')
  @Requires('settings:write')
  @RateLimit('write')
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiOperation({
    operationId: 'patchSetting',
    summary: 'Change what is known about a setting, without its value; a new version unless nothing changes',
  })
  @ApiOkResponse({ type: SettingSummaryDto })
  @ApiProblems(
    'SETTING_NOT_FOUND',
    'SETTING_VALUE_INVALID',
    'VERSION_MISMATCH',
    'PRECONDITION_REQUIRED',
    'BINDING_MISMATCH',
    'DECRYPTION_FAILED',
  )
  async patch(
    @Param('key', SettingKeyPipe) key: string,
    @IfMatch() expectedVersion: number,
    @Body() dto: PatchSettingDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answerWithETag(response, await this.patchSetting.execute(key, expectedVersion, toPatch(dto)));
  }
}
