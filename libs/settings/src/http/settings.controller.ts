import { Requires } from '@gatehouse/access';
import { ApiProblems, Idempotent, IfMatch, PageQuery, RateLimit, setETag } from '@gatehouse/http';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CreateSetting } from '../use-cases/create-setting.ts';
import { FindSetting } from '../use-cases/find-setting.ts';
import { ListSettingVersions } from '../use-cases/list-setting-versions.ts';
import { ListSettings } from '../use-cases/list-settings.ts';
import { RevealSetting } from '../use-cases/reveal-setting.ts';
import { RollBackSetting } from '../use-cases/roll-back-setting.ts';
import { UpdateSetting } from '../use-cases/update-setting.ts';
import type { Setting } from '../domain/setting.ts';
import {
  RevealedSettingDto,
  SettingPageDto,
  SettingSummaryDto,
  SettingVersionPageDto,
  toSummary,
  toVersion,
} from './setting.dto.ts';
import {
  CreateSettingDto,
  RollBackSettingDto,
  SettingContentDto,
  SettingQueryDto,
  toContent,
} from './setting-input.dto.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';

@ApiTags('settings')
@Controller('secure-settings')
export class SettingsController {
  constructor(
    private readonly createSetting: CreateSetting,
    private readonly updateSetting: UpdateSetting,
    private readonly rollBackSetting: RollBackSetting,
    private readonly revealSetting: RevealSetting,
    private readonly findSetting: FindSetting,
    private readonly listSettings: ListSettings,
    private readonly listVersions: ListSettingVersions,
  ) {}

  @Get()
  @Requires('settings:list')
  @RateLimit('read')
  @ApiOperation({ operationId: 'listSettings', summary: 'Settings in order of key, values masked' })
  @ApiOkResponse({ type: SettingPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(@Query() { cursor, ...query }: SettingQueryDto): Promise<SettingPageDto> {
    const page = await this.listSettings.execute(query, cursor);
    return { items: page.items.map(toSummary), nextCursor: page.nextCursor };
  }

  @Post()
  @Requires('settings:write')
  @RateLimit('write')
  @Idempotent()
  @ApiOperation({ operationId: 'createSetting', summary: 'Encrypt and store a new setting' })
  @ApiCreatedResponse({ type: SettingSummaryDto })
  @ApiProblems('SETTING_EXISTS', 'SETTING_VALUE_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_INVALID')
  async create(
    @Body() dto: CreateSettingDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answer(response, await this.createSetting.execute(dto.key, toContent(dto)));
  }

  @Post('rollback')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({ operationId: 'rollBackSetting', summary: 'Bring an old version back, as a new version' })
  @ApiOkResponse({ type: SettingSummaryDto })
  @ApiProblems(
    'SETTING_NOT_FOUND',
    'SETTING_VERSION_NOT_FOUND',
    'VERSION_MISMATCH',
    'BINDING_MISMATCH',
    'DECRYPTION_FAILED',
  )
  async rollBack(
    @Body() { key, version, expectedVersion }: RollBackSettingDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answer(response, await this.rollBackSetting.execute(key, version, expectedVersion));
  }

  @Get(':key')
  @Requires('settings:list')
  @RateLimit('read')
  @ApiOperation({ operationId: 'getSetting', summary: 'One setting, its value masked' })
  @ApiOkResponse({ type: SettingSummaryDto })
  @ApiProblems('SETTING_NOT_FOUND')
  async get(
    @Param('key', SettingKeyPipe) key: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answer(response, await this.findSetting.execute(key));
  }

  @Put(':key')
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({ operationId: 'updateSetting', summary: 'Replace a setting by its next version' })
  @ApiOkResponse({ type: SettingSummaryDto })
  @ApiProblems('SETTING_NOT_FOUND', 'SETTING_VALUE_INVALID', 'VERSION_MISMATCH', 'PRECONDITION_REQUIRED')
  async update(
    @Param('key', SettingKeyPipe) key: string,
    @IfMatch() expectedVersion: number,
    @Body() dto: SettingContentDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answer(response, await this.updateSetting.execute(key, expectedVersion, toContent(dto)));
  }

  @Post(':key/reveal')
  @HttpCode(200)
  @Requires('settings:reveal')
  @RateLimit('reveal')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'revealSetting', summary: 'The value itself; every look is recorded' })
  @ApiOkResponse({ type: RevealedSettingDto })
  @ApiProblems('SETTING_NOT_FOUND', 'BINDING_MISMATCH', 'DECRYPTION_FAILED')
  reveal(@Param('key', SettingKeyPipe) key: string): Promise<RevealedSettingDto> {
    return this.revealSetting.execute(key);
  }

  @Get(':key/versions')
  @Requires('settings:list')
  @RateLimit('read')
  @ApiOperation({
    operationId: 'listSettingVersions',
    summary: 'The history of a setting, newest first, values masked',
  })
  @ApiOkResponse({ type: SettingVersionPageDto })
  @ApiProblems('SETTING_NOT_FOUND', 'INVALID_CURSOR')
  async versions(
    @Param('key', SettingKeyPipe) key: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<SettingVersionPageDto> {
    const page = await this.listVersions.execute(key, limit, cursor);
    return { items: page.items.map(toVersion), nextCursor: page.nextCursor };
  }
}

function answer(response: Response, setting: Setting): SettingSummaryDto {
  setETag(response, setting.version);
  return toSummary(setting);
}
