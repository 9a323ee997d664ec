import { Requires } from '@gatehouse/access';
import { ApiProblems, IdentifierPipe, setETag } from '@gatehouse/http';
import { Body, Controller, Delete, Header, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { RevokeClientSecret } from '../use-cases/secrets/revoke-client-secret.ts';
import { RotateClientSecret } from '../use-cases/secrets/rotate-client-secret.ts';
import { NewClientSecretDto, ServiceAccountWithSecretDto } from './service-account.dto.ts';
import { ServiceAccountId } from './service-account-route.ts';

@ApiTags('service accounts')
@Requires('service-accounts:manage')
@Controller('service-accounts/:id/secrets')
export class ClientSecretsController {
  constructor(
    private readonly rotateSecret: RotateClientSecret,
    private readonly revokeSecret: RevokeClientSecret,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'rotateClientSecret',
    summary: 'Add a second secret, shown only once; the first stays valid until it is revoked or expires',
  })
  @ApiCreatedResponse({ type: ServiceAccountWithSecretDto })
  @ApiProblems('SERVICE_ACCOUNT_NOT_FOUND', 'CLIENT_SECRETS_EXHAUSTED')
  async rotate(
    @ServiceAccountId() id: string,
    @Body() body: NewClientSecretDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServiceAccountWithSecretDto> {
    const rotated = await this.rotateSecret.execute(id, NewClientSecretDto.wanted(body));
    setETag(response, rotated.view.account.version);
    return ServiceAccountWithSecretDto.with(rotated);
  }

  @Delete(':secretId')
  @HttpCode(204)
  @ApiOperation({ operationId: 'revokeClientSecret', summary: 'Revoke a secret and every token issued with it' })
  @ApiNoContentResponse()
  @ApiProblems('SERVICE_ACCOUNT_NOT_FOUND', 'CLIENT_SECRET_NOT_FOUND')
  async revoke(
    @ServiceAccountId() id: string,
    @Param('secretId', new IdentifierPipe('CLIENT_SECRET_NOT_FOUND')) secretId: string,
  ): Promise<void> {
    await this.revokeSecret.execute(id, secretId);
  }
}
