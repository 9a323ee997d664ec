import { Requires } from '@gatehouse/access';
import { ApiProblems, setETag } from '@gatehouse/http';
import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { FindUserAccount } from '../use-cases/users/find-user-account.ts';
import { UnlockUser } from '../use-cases/users/unlock-user.ts';
import { UserAccountDto } from './user-account.dto.ts';
import { UserId } from './user-id.decorator.ts';

@ApiTags('users')
@Requires('users:manage')
@Controller('users/:id')
export class UserLockController {
  constructor(
    private readonly unlockUser: UnlockUser,
    private readonly findUser: FindUserAccount,
  ) {}

  @Post('unlock')
  @HttpCode(200)
  @ApiOperation({ operationId: 'unlockUser', summary: 'Lift the lock that too many wrong attempts have put on a user' })
  @ApiOkResponse({ type: UserAccountDto })
  @ApiProblems('USER_NOT_FOUND')
  async unlock(@UserId() id: string, @Res({ passthrough: true }) response: Response): Promise<UserAccountDto> {
    await this.unlockUser.execute(id);
    const view = await this.findUser.execute(id);
    setETag(response, view.account.version);
    return UserAccountDto.of(view);
  }
}
