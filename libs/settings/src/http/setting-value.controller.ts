import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RevealSetting } from '../use-cases/reveal-setting.ts';
import { SettingKeyPipe } from './setting-key.pipe.ts';
import { RevealedSettingDto } from './setting.dto.ts';

@ApiTags('settings')
@Controller('secure-settings/:key/reveal')
export class SettingValueController {
  constructor(private readonly revealSetting: RevealSetting) {}

  @Post()
  @HttpCode(200)
  @Requires('settings:reveal')
  @RateLimit('reveal')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'revealSetting', summary: 'Reveal the value of a setting; every access is audited' })
  @ApiOkResponse({ type: RevealedSettingDto })
  @ApiProblems('SETTING_NOT_FOUND', 'BINDING_MISMATCH', 'DECRYPTION_FAILED')
  reveal(@Param('key', SettingKeyPipe) key: string): Promise<RevealedSettingDto> {
    return this.revealSetting.execute(key);
  }
}
