import { CurrentPrincipal, Requires } from '@gatehouse/access';
import type { Principal } from '@gatehouse/contracts';
import { ApiProblems, basePathOf, type HttpConfig, httpConfig } from '@gatehouse/http';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetUpload } from '../use-cases/delivery/get-upload.ts';
import { ListUploads } from '../use-cases/delivery/list-uploads.ts';
import { type UploadsConfig, uploadsConfig } from '../uploads.config.ts';
import { toUploadDto, UploadDto, UploadLimitsDto, UploadPageDto, UploadQueryDto } from './upload.dto.ts';

@ApiTags('uploads')
@Controller('upload-image')
export class UploadsController {
  constructor(
    private readonly listUploads: ListUploads,
    private readonly getUpload: GetUpload,
    @Inject(httpConfig.token) private readonly http: HttpConfig,
    @Inject(uploadsConfig.token) private readonly config: UploadsConfig,
  ) {}

  @Get()
  @Requires('uploads:read')
  @ApiOperation({
    operationId: 'listUploads',
    summary: "List your uploads, newest first; administrators see everyone's",
  })
  @ApiOkResponse({ type: UploadPageDto })
  @ApiProblems('INVALID_CURSOR')
  async list(@Query() query: UploadQueryDto, @CurrentPrincipal() principal: Principal): Promise<UploadPageDto> {
    const page = await this.listUploads.execute(query, principal);
    return { ...page, items: page.items.map((upload) => toUploadDto(upload, basePathOf(this.http))) };
  }

  @Get('limits')
  @Requires('uploads:write')
  @ApiOperation({ operationId: 'getUploadLimits', summary: 'How large an upload may be' })
  @ApiOkResponse({ type: UploadLimitsDto })
  limits(): UploadLimitsDto {
    const { maxBytes, maxPixels } = this.config;
    return { maxBytes, maxPixels };
  }

  @Get(':id')
  @Requires('uploads:read')
  @ApiOperation({ operationId: 'getUpload', summary: 'Get an upload with its scan status' })
  @ApiOkResponse({ type: UploadDto })
  @ApiProblems('UPLOAD_NOT_FOUND')
  async show(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<UploadDto> {
    return toUploadDto(await this.getUpload.execute(id, principal), basePathOf(this.http));
  }
}
