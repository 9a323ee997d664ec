import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit, WorksWhenReadOnly } from '@gatehouse/http';
import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RevealSetting } from '../use-cases/reading/reveal-setting.ts';
import { ValidateSetting } from '../use-cases/changing/validate-setting.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';
import { RevealedSettingDto, toRevealedJson } from './setting.dto.ts';
import { SettingValidationDto, toDraft, ValidateSettingDto } from './validate-setting.dto.ts';

@ApiTags('settings')
@Controller('secure-settings')
export class SettingValueController {
  constructor(
    private readonly revealSetting: RevealSetting,
    private readonly validateSetting: ValidateSetting,
  ) {}

  @Post('validate')
  @HttpCode(200)
  @Requires('settings:write')
  @RateLimit('write')
  @WorksWhenReadOnly()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'validateSetting', summary: 'What would be refused, without storing anything' })
  @ApiOkResponse({ type: SettingValidationDto })
  async validate(@Body() dto: ValidateSettingDto): Promise<SettingValidationDto> {
    const errors = await this.validateSetting.execute(toDraft(dto));
    return { valid: errors.length === 0, errors: [...errors] };
  }

  @Post(':key/reveal')
  @HttpCode(200)
  @Requires('settings:reveal')
  @RateLimit('reveal')
  @Header('Cache-Control', 'no-store')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @ApiOperation({ operationId: 'revealSetting', summary: 'The value as it was given; every look is recorded' })
  @ApiOkResponse({ type: RevealedSettingDto })
  @ApiProblems('SETTING_NOT_FOUND', 'BINDING_MISMATCH', 'DECRYPTION_FAILED')
  async reveal(@Param('key', SettingKeyPipe) key: string): Promise<string> {
    return toRevealedJson(await this.revealSetting.execute(key));
  }
}
