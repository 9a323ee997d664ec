import { Requires } from '@gatehouse/access';
import { ApiProblems, IfMatch, setETag } from '@gatehouse/http';
import { Body, Controller, Get, Header, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ChangeUserRole } from '../use-cases/users/change-user-role.ts';
import { CreateUser } from '../use-cases/users/create-user.ts';
import { FindUserAccount } from '../use-cases/users/find-user-account.ts';
import { ListUserAccounts } from '../use-cases/users/list-user-accounts.ts';
import {
  ChangeUserRoleDto,
  CreateUserDto,
  UserAccountDto,
  UserAccountPageDto,
  UserQueryDto,
  UserWithPasswordDto,
} from './user-account.dto.ts';
import { UserId } from './user-id.decorator.ts';

/** No route here remembers its answer for an `Idempotency-Key`: the answer may hold a password, which is stored nowhere. */
@ApiTags('users')
@Requires('users:manage')
@Controller('users')
export class UsersController {
  constructor(
    private readonly listUsers: ListUserAccounts,
    private readonly findUser: FindUserAccount,
    private readonly createUser: CreateUser,
    private readonly changeRole: ChangeUserRole,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listUsers', summary: 'List console users, sorted by login' })
  @ApiOkResponse({ type: UserAccountPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(@Query() { cursor, ...query }: UserQueryDto): Promise<UserAccountPageDto> {
    const page = await this.listUsers.execute(query, cursor);
    return { ...page, items: page.items.map((view) => UserAccountDto.of(view)) };
  }

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create a console user; the one-time password is shown only once',
  })
  @ApiCreatedResponse({ type: UserWithPasswordDto })
  @ApiProblems('USER_EXISTS', 'OVERLOADED')
  async create(
    @Body() { login, role }: CreateUserDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserWithPasswordDto> {
    const { id, oneTimePassword } = await this.createUser.execute({ login, role });
    const view = await this.findUser.execute(id);
    setETag(response, view.account.version);
    return UserWithPasswordDto.with(view, oneTimePassword);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getUser', summary: 'Get a console user' })
  @ApiOkResponse({ type: UserAccountDto })
  @ApiProblems('USER_NOT_FOUND')
  async get(@UserId() id: string, @Res({ passthrough: true }) response: Response): Promise<UserAccountDto> {
    const view = await this.findUser.execute(id);
    setETag(response, view.account.version);
    return UserAccountDto.of(view);
  }

  @Patch(':id')
  @ApiOperation({ operationId: 'changeUserRole', summary: 'Change the role of a user; all their sessions end' })
  @ApiOkResponse({ type: UserAccountDto })
  @ApiProblems('USER_NOT_FOUND', 'LAST_ADMIN', 'OWN_ACCOUNT', 'VERSION_MISMATCH', 'PRECONDITION_REQUIRED')
  async change(
    @UserId() id: string,
    @IfMatch() version: number,
    @Body() { role }: ChangeUserRoleDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserAccountDto> {
    const view = await this.changeRole.execute(id, role, version);
    setETag(response, view.account.version);
    return UserAccountDto.of(view);
  }
}
