import { Requires } from '@gatehouse/access';
import { ApiProblems, IfMatch, PageQuery, setETag } from '@gatehouse/http';
import { Body, Controller, Get, Header, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CreateServiceAccount } from '../use-cases/service-accounts/create-service-account.ts';
import { FindServiceAccount } from '../use-cases/service-accounts/find-service-account.ts';
import { ListServiceAccounts } from '../use-cases/service-accounts/list-service-accounts.ts';
import { UpdateServiceAccount } from '../use-cases/service-accounts/update-service-account.ts';
import {
  CreateServiceAccountDto,
  ServiceAccountContentDto,
  ServiceAccountDto,
  ServiceAccountPageDto,
  ServiceAccountWithSecretDto,
} from './service-account.dto.ts';
import { answerWith, ServiceAccountId } from './service-account-route.ts';

/** No route here remembers its answer for an `Idempotency-Key`: the answer may hold a secret, which is stored nowhere. */
@ApiTags('service accounts')
@Requires('service-accounts:manage')
@Controller('service-accounts')
export class ServiceAccountsController {
  constructor(
    private readonly listAccounts: ListServiceAccounts,
    private readonly findAccount: FindServiceAccount,
    private readonly createAccount: CreateServiceAccount,
    private readonly updateAccount: UpdateServiceAccount,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listServiceAccounts', summary: 'List service accounts, newest first' })
  @ApiOkResponse({ type: ServiceAccountPageDto })
  async list(@Query() { limit, cursor }: PageQuery): Promise<ServiceAccountPageDto> {
    const page = await this.listAccounts.execute(limit, cursor);
    return { ...page, items: page.items.map((view) => ServiceAccountDto.of(view)) };
  }

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'createServiceAccount',
    summary: 'Create a service account; its secret is shown only once',
  })
  @ApiCreatedResponse({ type: ServiceAccountWithSecretDto })
  @ApiProblems('SERVICE_ACCOUNT_EXISTS')
  async create(
    @Body() body: CreateServiceAccountDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServiceAccountWithSecretDto> {
    const content = ServiceAccountContentDto.content(body);
    const created = await this.createAccount.execute(content, CreateServiceAccountDto.firstSecret(body));
    setETag(response, created.view.account.version);
    return ServiceAccountWithSecretDto.with(created);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getServiceAccount', summary: 'Get a service account' })
  @ApiOkResponse({ type: ServiceAccountDto })
  @ApiProblems('SERVICE_ACCOUNT_NOT_FOUND')
  async get(
    @ServiceAccountId() id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServiceAccountDto> {
    return answerWith(response, await this.findAccount.execute(id));
  }

  @Put(':id')
  @ApiOperation({
    operationId: 'updateServiceAccount',
    summary:
      'Replace the name, description, scopes and IP allowlist; narrowing scopes or allowlist revokes existing tokens',
  })
  @ApiOkResponse({ type: ServiceAccountDto })
  @ApiProblems('SERVICE_ACCOUNT_NOT_FOUND', 'SERVICE_ACCOUNT_EXISTS')
  async update(
    @ServiceAccountId() id: string,
    @IfMatch() version: number,
    @Body() body: ServiceAccountContentDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ServiceAccountDto> {
    return answerWith(response, await this.updateAccount.execute(id, version, ServiceAccountContentDto.content(body)));
  }
}
