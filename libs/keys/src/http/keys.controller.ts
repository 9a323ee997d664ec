import { Requires } from '@gatehouse/access';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListSigningKeys } from '../use-cases/list-signing-keys.ts';
import { RevokeSigningKey } from '../use-cases/revoke-signing-key.ts';
import { RotateSigningKey } from '../use-cases/rotate-signing-key.ts';
import { KeyRotationDto, RevokeKeyDto, RotateKeyDto, SigningKeyDto, SigningKeyListDto } from './signing-key.dto.ts';

@ApiTags('keys')
@Controller('keys')
export class KeysController {
  constructor(
    private readonly listSigningKeys: ListSigningKeys,
    private readonly rotateSigningKey: RotateSigningKey,
    private readonly revokeSigningKey: RevokeSigningKey,
  ) {}

  @Get()
  @Requires('keys:read')
  @ApiOperation({
    operationId: 'listSigningKeys',
    summary: 'List the signing keys, newest first, without private keys',
  })
  @ApiOkResponse({ type: SigningKeyListDto })
  async list(): Promise<SigningKeyListDto> {
    const keys = await this.listSigningKeys.execute();
    return { items: keys.map((key) => SigningKeyDto.of(key)) };
  }

  @Post('rotate')
  @HttpCode(200)
  @Requires('keys:manage')
  @RateLimit('write')
  @ApiOperation({
    operationId: 'rotateSigningKey',
    summary:
      'Rotate to the next signing key, now or once verifiers have had time to fetch it; existing tokens stay valid',
  })
  @ApiOkResponse({ type: KeyRotationDto })
  @ApiProblems('KEY_ROTATION_REFUSED', 'OVERLOADED')
  async rotate(@Body() { reason }: RotateKeyDto): Promise<KeyRotationDto> {
    return KeyRotationDto.of(await this.rotateSigningKey.execute(reason));
  }

  @Post(':kid/revoke')
  @HttpCode(200)
  @Requires('keys:manage')
  @RateLimit('write')
  @ApiOperation({
    operationId: 'revokeSigningKey',
    summary: 'Revoke a possibly compromised key: remove it from the JWKS and reject its tokens immediately',
  })
  @ApiOkResponse({ type: SigningKeyDto })
  @ApiProblems('KEY_NOT_FOUND', 'KEY_ROTATION_REFUSED', 'OVERLOADED')
  async revoke(@Param('kid') kid: string, @Body() { reason }: RevokeKeyDto): Promise<SigningKeyDto> {
    return SigningKeyDto.of(await this.revokeSigningKey.execute(kid, reason));
  }
}
