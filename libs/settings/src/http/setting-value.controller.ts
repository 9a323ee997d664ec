import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit, WorksWhenReadOnly } from '@gatehouse/http';
import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RevealSetting } from '../use-cases/reading/reveal-setting.ts';
import { CheckStoredValues } from '../use-cases/changing/check-stored-values.ts';
import { ValidateSetting } from '../use-cases/changing/validate-setting.ts';
import { toConstraints } from './setting-constraints.dto.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';
import { RevealedSettingDto, toRevealedJson } from './setting.dto.ts';
import { SettingValidationDto, toDraft, ValidateSettingDto } from './validate-setting.dto.ts';

@ApiTags('settings')
@Controller('secure-settings')
export class SettingValueController {
  constructor(
    private readonly revealSetting: RevealSetting,
    private readonly validateSetting: ValidateSetting,
    private readonly checkStored: CheckStoredValues,
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
    const { type, constraints, stored } = dto;
    const found = stored ? await this.checkStored.execute(type, toConstraints(constraints), stored) : [];
    const offenders = found.map(({ key, version, messages }) => ({ key, version, messages: [...messages] }));
    return { valid: errors.length === 0 && offenders.length === 0, errors: [...errors], offenders };
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
