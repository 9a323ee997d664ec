import { Requires } from '@gatehouse/access';
import { ApiProblems, IfMatch, RateLimit } from '@gatehouse/http';
import { Controller, Delete, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { DeleteSetting } from '../use-cases/changing/delete-setting.ts';
import { RestoreSetting } from '../use-cases/changing/restore-setting.ts';
import { answerWithETag } from './answer-with-etag.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';
import { SettingSummaryDto } from './setting.dto.ts';

@ApiTags('settings')
@Controller('secure-settings')
export class SettingDeletionController {
  constructor(
    private readonly deleteSetting: DeleteSetting,
    private readonly restoreSetting: RestoreSetting,
  ) {}

  @Delete(':key')
  @HttpCode(204)
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({
    operationId: 'deleteSetting',
    summary: 'Delete a setting; its history stays, and it can be restored',
  })
  @ApiNoContentResponse()
  @ApiProblems('SETTING_NOT_FOUND', 'VERSION_MISMATCH', 'PRECONDITION_REQUIRED')
  delete(@Param('key', SettingKeyPipe) key: string, @IfMatch() expectedVersion: number): Promise<void> {
    return this.deleteSetting.execute(key, expectedVersion);
  }

  @Post(':key/restore')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  @ApiOperation({ operationId: 'restoreSetting', summary: 'Restore a deleted setting with its history' })
  @ApiOkResponse({ type: SettingSummaryDto })
  @ApiProblems(
    'SETTING_NOT_FOUND',
    'SETTING_EXISTS',
    'SETTING_VERSION_DESTROYED',
    'BINDING_MISMATCH',
    'DECRYPTION_FAILED',
  )
  async restore(
    @Param('key', SettingKeyPipe) key: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SettingSummaryDto> {
    return answerWithETag(response, await this.restoreSetting.execute(key));
  }
}
