import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DestroySettingVersion } from '../use-cases/changing/destroy-setting-version.ts';
import { DiffSettingVersions } from '../use-cases/reading/diff-setting-versions.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';
import { SettingVersionPipe } from './setting-version.pipe.ts';
import {
  DestroyedSettingVersionDto,
  DestroySettingVersionDto,
  SettingDiffDto,
  toDestroyed,
  toDiff,
} from './setting-versions.dto.ts';

/** What can be done with single versions. */
@ApiTags('settings')
@Controller('secure-settings')
export class SettingVersionsController {
  constructor(
    private readonly diffVersions: DiffSettingVersions,
    private readonly destroyVersion: DestroySettingVersion,
  ) {}

  @Get(':key/versions/:a/diff/:b')
  @Requires('settings:list')
  @RateLimit('read')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'diffSettingVersions', summary: 'Compare two versions, sensitive values masked' })
  @ApiOkResponse({ type: SettingDiffDto })
  @ApiProblems('SETTING_NOT_FOUND', 'SETTING_VERSION_NOT_FOUND')
  async diff(
    @Param('key', SettingKeyPipe) key: string,
    @Param('a', SettingVersionPipe) from: number,
    @Param('b', SettingVersionPipe) to: number,
  ): Promise<SettingDiffDto> {
    return toDiff(await this.diffVersions.execute(key, from, to));
  }

  @Post(':key/versions/:a/diff/:b/reveal')
  @HttpCode(200)
  @Requires('settings:reveal')
  @RateLimit('reveal')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'revealSettingDiff',
    summary: 'Compare two versions with their values; every look is recorded',
  })
  @ApiOkResponse({ type: SettingDiffDto })
  @ApiProblems('SETTING_NOT_FOUND', 'SETTING_VERSION_NOT_FOUND')
  async revealDiff(
    @Param('key', SettingKeyPipe) key: string,
    @Param('a', SettingVersionPipe) from: number,
    @Param('b', SettingVersionPipe) to: number,
  ): Promise<SettingDiffDto> {
    return toDiff(await this.diffVersions.reveal(key, from, to));
  }

  @Post(':key/destroy')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({
    operationId: 'destroySettingVersion',
    summary: 'Destroy the value of a version, for good; what else is known of the version stays',
  })
  @ApiOkResponse({ type: DestroyedSettingVersionDto })
  @ApiProblems('SETTING_NOT_FOUND', 'SETTING_VERSION_NOT_FOUND', 'SETTING_VERSION_IN_USE', 'SETTING_VERSION_DESTROYED')
  async destroy(
    @Param('key', SettingKeyPipe) key: string,
    @Body() { version }: DestroySettingVersionDto,
  ): Promise<DestroyedSettingVersionDto> {
    return toDestroyed(await this.destroyVersion.execute(key, version));
  }
}
