import { Requires } from '@gatehouse/access';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListSigningKeys } from '../use-cases/list-signing-keys.ts';
import { SigningKeyDto, SigningKeyListDto } from './signing-key.dto.ts';

@ApiTags('keys')
@Controller('keys')
export class KeysController {
  constructor(private readonly listSigningKeys: ListSigningKeys) {}

  @Get()
  @Requires('keys:read')
  @ApiOperation({ operationId: 'listSigningKeys', summary: 'The signing keys, newest first, without private parts' })
  @ApiOkResponse({ type: SigningKeyListDto })
  async list(): Promise<SigningKeyListDto> {
    const keys = await this.listSigningKeys.execute();
    return { items: keys.map((key) => SigningKeyDto.of(key)) };
  }
}
