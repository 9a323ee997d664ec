import { CurrentPrincipal, Requires } from '@gatehouse/access';
import type { Principal } from '@gatehouse/contracts';
import { ApiIdempotencyKey, ApiProblems, RateLimit, StreamedBody } from '@gatehouse/http';
import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { GetUpload } from '../use-cases/delivery/get-upload.ts';
import { ListUploads } from '../use-cases/delivery/list-uploads.ts';
import { toUploadDto, UploadDto, UploadFormDto, UploadPageDto, UploadQueryDto } from './upload.dto.ts';
import { UploadRequests } from './upload-requests.ts';

@ApiTags('uploads')
@Controller('upload-image')
export class UploadsController {
  constructor(
    private readonly requests: UploadRequests,
    private readonly listUploads: ListUploads,
    private readonly getUpload: GetUpload,
  ) {}

  @Post()
  @Requires('uploads:write')
  @RateLimit('upload')
  @StreamedBody()
  @ApiOperation({ operationId: 'createUpload', summary: 'Send one picture or PDF; it is scanned before it is served' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: UploadFormDto })
  @ApiIdempotencyKey('file')
  @ApiCreatedResponse({
    type: UploadDto,
    description: 'The file is stored durably and its scan is due.',
    headers: { Location: { description: 'Where to ask for its status.', schema: { type: 'string' } } },
  })
  @ApiProblems(
    'UPLOAD_TOO_LARGE',
    'UPLOAD_EMPTY',
    'UPLOAD_PART_MISSING',
    'UPLOAD_MULTIPART_INVALID',
    'UPLOAD_TOO_MANY_FILES',
    'UPLOAD_TYPE_NOT_ALLOWED',
    'UPLOAD_TYPE_MISMATCH',
    'UPLOAD_STRUCTURE_INVALID',
    'UPLOAD_TOO_SLOW',
    'IDEMPOTENCY_KEY_INVALID',
    'IDEMPOTENCY_KEY_REUSED',
    'OVERLOADED',
  )
  async create(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UploadDto> {
    const upload = toUploadDto(await this.requests.receive(request, response, principal));
    response.setHeader('Location', upload.links.self);
    return upload;
  }

  @Get()
  @Requires('uploads:read')
  @ApiOperation({ operationId: 'listUploads', summary: 'Your uploads, newest first; those of everybody for an admin' })
  @ApiOkResponse({ type: UploadPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(@Query() query: UploadQueryDto, @CurrentPrincipal() principal: Principal): Promise<UploadPageDto> {
    const page = await this.listUploads.execute(query, principal);
    return { items: page.items.map(toUploadDto), nextCursor: page.nextCursor };
  }

  @Get(':id')
  @Requires('uploads:read')
  @ApiOperation({ operationId: 'getUpload', summary: 'One upload with the state of its scan' })
  @ApiOkResponse({ type: UploadDto })
  @ApiProblems('UPLOAD_NOT_FOUND')
  async show(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<UploadDto> {
    return toUploadDto(await this.getUpload.execute(id, principal));
  }
}
