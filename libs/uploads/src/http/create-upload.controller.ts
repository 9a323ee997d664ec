import { CurrentPrincipal, Requires } from '@gatehouse/access';
import type { Principal } from '@gatehouse/contracts';
import {
  ApiIdempotencyKey,
  ApiProblems,
  basePathOf,
  type HttpConfig,
  httpConfig,
  idempotencyKeyOf,
  RateLimit,
  StreamedBody,
} from '@gatehouse/http';
import { Controller, Inject, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ReceiveUpload } from '../use-cases/intake/receive-upload.ts';
import { CountUploadsInterceptor } from './count-uploads.interceptor.ts';
import { toUploadDto, UploadDto, UploadFormDto } from './upload.dto.ts';
import { UploadIntake } from './upload-intake.ts';

@ApiTags('uploads')
@Controller('upload-image')
export class CreateUploadController {
  constructor(
    private readonly intake: UploadIntake,
    private readonly receiveUpload: ReceiveUpload,
    @Inject(httpConfig.token) private readonly http: HttpConfig,
  ) {}

  @Post()
  @Requires('uploads:write')
  @RateLimit('upload')
  @StreamedBody()
  @UseInterceptors(CountUploadsInterceptor)
  @ApiOperation({
    operationId: 'createUpload',
    summary: 'Upload one image or PDF; it is scanned before it can be downloaded',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: UploadFormDto })
  @ApiIdempotencyKey('file')
  @ApiCreatedResponse({
    type: UploadDto,
    description: 'The file is durably stored and queued for scanning.',
    headers: { Location: { description: 'URL of the upload, for polling its status.', schema: { type: 'string' } } },
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
    const idempotencyKey = idempotencyKeyOf(request);
    await using incoming = await this.intake.receive(request, response);
    const received = await this.receiveUpload.execute(incoming.file, principal, idempotencyKey);
    const upload = toUploadDto(received, basePathOf(this.http), incoming.ignoredFields);
    response.setHeader('Location', upload.links.self);
    return upload;
  }
}
