import { Requires } from '@gatehouse/access';
import { ApiProblems } from '@gatehouse/http';
import { Controller, Delete, HttpCode, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { DeleteServiceAccount } from '../use-cases/service-accounts/delete-service-account.ts';
import { SwitchServiceAccount } from '../use-cases/service-accounts/switch-service-account.ts';
import { ServiceAccountDto } from './service-account.dto.ts';
import { answerWith, ServiceAccountId } from './service-account-route.ts';

/** Which of the service accounts get in. */
@ApiTags('service accounts')
@Requires('service-accounts:manage')
@Controller('service-accounts/:id')
export class ServiceAccountAccessController {
  constructor(
    private readonly switchAccount: SwitchServiceAccount,
    private readonly deleteAccount: DeleteServiceAccount,
  ) {}

  @Post('disable')
  @HttpCode(200)
  @ApiOperation({ operationId: 'disableServiceAccount', summary: 'Disable a service account and revoke its tokens' })
  @ApiOkResponse({ type: ServiceAccountDto })
  @ApiProblems('SERVICE_ACCOUNT_NOT_FOUND')
  async disable(
    @ServiceAccountId() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServiceAccountDto> {
    return answerWith(response, await this.switchAccount.execute(id, 'disabled'));
  }

  @Post('enable')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'enableServiceAccount',
    summary: 'Re-enable a service account with its existing secrets',
  })
  @ApiOkResponse({ type: ServiceAccountDto })
  @ApiProblems('SERVICE_ACCOUNT_NOT_FOUND')
  async enable(
    @ServiceAccountId() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServiceAccountDto> {
    return answerWith(response, await this.switchAccount.execute(id, 'enabled'));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteServiceAccount',
    summary: 'Delete a service account, its secrets and its tokens',
  })
  @ApiNoContentResponse()
  @ApiProblems('SERVICE_ACCOUNT_NOT_FOUND')
  async delete(@ServiceAccountId() id: string): Promise<void> {
    await this.deleteAccount.execute(id);
  }
}
