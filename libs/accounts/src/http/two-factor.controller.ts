import { CurrentPrincipal, Requires } from '@gatehouse/access';
import type { Principal } from '@gatehouse/contracts';
import { ApiProblems, RateLimit } from '@gatehouse/http';
import { Body, Controller, Get, Header, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConfirmTwoFactor } from '../use-cases/two-factor/confirm-two-factor.ts';
import { DescribeTwoFactor } from '../use-cases/two-factor/describe-two-factor.ts';
import { DisableTwoFactor } from '../use-cases/two-factor/disable-two-factor.ts';
import { ReplaceRecoveryCodes } from '../use-cases/two-factor/replace-recovery-codes.ts';
import { StartTwoFactor } from '../use-cases/two-factor/start-two-factor.ts';
import {
  BothFactorsDto,
  ConfirmTwoFactorDto,
  RecoveryCodesDto,
  StartTwoFactorDto,
  TwoFactorDto,
  TwoFactorSecretDto,
} from './own-account.dto.ts';

@ApiTags('own account')
@Controller('auth/two-factor')
export class TwoFactorController {
  constructor(
    private readonly describeTwoFactor: DescribeTwoFactor,
    private readonly startTwoFactor: StartTwoFactor,
    private readonly confirmTwoFactor: ConfirmTwoFactor,
    private readonly replaceRecoveryCodes: ReplaceRecoveryCodes,
    private readonly disableTwoFactor: DisableTwoFactor,
  ) {}

  @Get()
  @Requires('account:manage')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'describeTwoFactor', summary: 'Get your two-step sign-in status' })
  @ApiOkResponse({ type: TwoFactorDto })
  async describe(@CurrentPrincipal() { id }: Principal): Promise<TwoFactorDto> {
    return TwoFactorDto.of(await this.describeTwoFactor.execute(id));
  }

  @Post('start')
  @Requires('account:manage')
  @RateLimit('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'startTwoFactor',
    summary: 'Start two-step sign-in setup: get a secret for your authenticator app',
  })
  @ApiOkResponse({ type: TwoFactorSecretDto })
  @ApiProblems('TWO_FACTOR_ACTIVE', 'LOGIN_LOCKED', 'OVERLOADED')
  async start(
    @Body() { password }: StartTwoFactorDto,
    @CurrentPrincipal() { id }: Principal,
  ): Promise<TwoFactorSecretDto> {
    return TwoFactorSecretDto.of(await this.startTwoFactor.execute(id, password));
  }

  @Post('confirm')
  @Requires('account:manage')
  @RateLimit('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'confirmTwoFactor', summary: 'Turn on two-step sign-in by confirming a first code' })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiProblems('TWO_FACTOR_ACTIVE', 'TWO_FACTOR_NOT_STARTED')
  async confirm(
    @Body() { code }: ConfirmTwoFactorDto,
    @CurrentPrincipal() { id }: Principal,
  ): Promise<RecoveryCodesDto> {
    return { recoveryCodes: [...(await this.confirmTwoFactor.execute(id, code))] };
  }

  @Post('recovery-codes')
  @Requires('account:manage')
  @RateLimit('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'replaceRecoveryCodes', summary: 'Replace your recovery codes' })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiProblems('TWO_FACTOR_INACTIVE', 'LOGIN_LOCKED', 'OVERLOADED')
  async replace(@Body() body: BothFactorsDto, @CurrentPrincipal() { id }: Principal): Promise<RecoveryCodesDto> {
    const { password, code } = body;
    return { recoveryCodes: [...(await this.replaceRecoveryCodes.execute({ userId: id, password, code }))] };
  }

  @Post('disable')
  @Requires('account:manage')
  @RateLimit('login')
  @HttpCode(204)
  @ApiOperation({ operationId: 'disableTwoFactor', summary: 'Turn off two-step sign-in' })
  @ApiNoContentResponse()
  @ApiProblems('TWO_FACTOR_INACTIVE', 'PASSWORD_TOO_WEAK', 'LOGIN_LOCKED', 'OVERLOADED')
  async disable(@Body() body: BothFactorsDto, @CurrentPrincipal() { id }: Principal): Promise<void> {
    const { password, code } = body;
    await this.disableTwoFactor.execute({ userId: id, password, code });
  }
}
