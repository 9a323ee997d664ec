import { Requires } from '@gatehouse/access';
import { ApiProblems, PageQuery, RateLimit } from '@gatehouse/http';
import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CheckSettingsHealth } from '../use-cases/reading/check-settings-health.ts';
import { ListCategories } from '../use-cases/reading/list-categories.ts';
import { ListRecentSettings } from '../use-cases/reading/list-recent-settings.ts';
import { RecentQueryDto } from './recent-query.dto.ts';
import {
  SettingCategoryPageDto,
  SettingRecentListDto,
  SettingsHealthDto,
  toCategoryPage,
  toRecentList,
} from './setting-views.dto.ts';

/** Overviews that are computed ahead. */
@ApiTags('settings')
@Controller('secure-settings')
@RateLimit('read')
export class SettingViewsController {
  constructor(
    private readonly listCategories: ListCategories,
    private readonly listRecent: ListRecentSettings,
    private readonly checkHealth: CheckSettingsHealth,
  ) {}

  @Get('categories')
  @Requires('settings:list')
  @ApiOperation({ operationId: 'listSettingCategories', summary: 'List the categories with their numbers of settings' })
  @ApiOkResponse({ type: SettingCategoryPageDto })
  @ApiProblems('INVALID_CURSOR')
  async categories(@Query() { limit, cursor }: PageQuery): Promise<SettingCategoryPageDto> {
    return toCategoryPage(await this.listCategories.execute(limit, cursor));
  }

  @Get('recent')
  @Requires('settings:list')
  @ApiOperation({ operationId: 'listRecentSettings', summary: 'List the settings that changed last, without values' })
  @ApiOkResponse({ type: SettingRecentListDto })
  async recent(@Query() { limit }: RecentQueryDto): Promise<SettingRecentListDto> {
    return toRecentList(await this.listRecent.execute(limit));
  }

  @Get('health')
  @Requires('system:read')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getSettingsHealth', summary: 'Whether everything works that settings stand on' })
  @ApiOkResponse({ type: SettingsHealthDto })
  @ApiServiceUnavailableResponse({
    type: SettingsHealthDto,
    description: 'A component is down; views also when they are more than a minute old.',
  })
  async health(@Res({ passthrough: true }) response: Response): Promise<SettingsHealthDto> {
    const { status, components } = await this.checkHealth.execute();
    if (status === 'down') response.status(503);
    return { status, components: [...components] };
  }
}
