import { Requires } from '@gatehouse/access';
import { ApiProblems, PageQuery, RateLimit } from '@gatehouse/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ListSettingVersions } from '../use-cases/reading/list-setting-versions.ts';
import { RollBackSetting } from '../use-cases/changing/roll-back-setting.ts';
import { RollBackCategory } from '../use-cases/changing/roll-back-category.ts';
import { answerWithETag } from './answer-with-etag.ts';
import { CategoryRollbackDto, momentOf, RollBackCategoryDto, toCategoryRollback } from './roll-back-category.dto.ts';
import { RollBackSettingDto } from './setting-input.dto.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';
import { SettingSummaryDto, SettingVersionPageDto, toVersion } from './setting.dto.ts';

@ApiTags('settings')
@Controller('secure-settings')
export class SettingHistoryController {
  constructor(
    private readonly listVersions: ListSettingVersions,
    private readonly rollBackSetting: RollBackSetting,
    private readonly rollBackCategory: RollBackCategory,
  ) {}

  @Get(':key/versions')
  @Requires('settings:list')
  @RateLimit('read')
  @ApiOperation({
    operationId: 'listSettingVersions',
    summary: 'List the versions of a setting, newest first, values masked',
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

  @Post('rollback')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({ operationId: 'rollBackSetting', summary: 'Restore an old version as a new version' })
  @ApiOkResponse({ type: SettingSummaryDto })
  @ApiProblems(
    'SETTING_NOT_FOUND',
    'SETTING_VERSION_NOT_FOUND',
    'SETTING_VERSION_DESTROYED',
    'VERSION_MISMATCH',
    'BINDING_MISMATCH',
    'DECRYPTION_FAILED',
  )
  async rollBack(
    @Body() { key, version, expectedVersion }: RollBackSettingDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answerWithETag(response, await this.rollBackSetting.execute(key, version, expectedVersion));
  }

  @Post('rollback-category')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({
    operationId: 'rollBackCategory',
    summary: 'Make a category what it was at a time, in one transaction; a dry run shows what would change',
  })
  @ApiOkResponse({ type: CategoryRollbackDto })
  @ApiProblems('SETTING_NOT_FOUND', 'VERSION_MISMATCH', 'SETTING_EXISTS', 'BINDING_MISMATCH', 'DECRYPTION_FAILED')
  async rollBackAll(@Body() dto: RollBackCategoryDto): Promise<CategoryRollbackDto> {
    const { category, plan, dryRun = false } = dto;
    const at = momentOf(dto);
    const rollback = dryRun
      ? await this.rollBackCategory.preview(category, at)
      : await this.rollBackCategory.execute(category, at, plan);
    return toCategoryRollback(rollback, dryRun);
  }
}
