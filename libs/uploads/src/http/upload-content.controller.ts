import { pipeline } from 'node:stream/promises';
import { CurrentPrincipal, Requires } from '@gatehouse/access';
import { GatehouseError, type Principal } from '@gatehouse/contracts';
import { ApiProblems, isNamedBy } from '@gatehouse/http';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { FILE_TYPES } from '../domain/file-signature.ts';
import type { Upload } from '../domain/upload.ts';
import { GetUpload } from '../use-cases/delivery/get-upload.ts';
import { type ServedContent, servedContentOf, TransferContent } from '../use-cases/delivery/transfer-content.ts';
import { byteRangeOf } from './byte-range.ts';
import { attachment } from './content-disposition.ts';

@ApiTags('uploads')
@Controller('upload-image/:id/content')
export class UploadContentController {
  constructor(
    private readonly getUpload: GetUpload,
    private readonly transferContent: TransferContent,
  ) {}

  @Get()
  @Requires('uploads:read')
  @ApiOperation({ operationId: 'getUploadContent', summary: 'Download a clean file' })
  @ApiProduces(...FILE_TYPES)
  @ApiHeader({ name: 'Range', required: false, description: 'A single byte range.', schema: { type: 'string' } })
  @ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ description: 'The complete file.', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 206, description: 'The requested range.', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 304, description: 'Your cached copy is still current.' })
  @ApiProblems('UPLOAD_NOT_FOUND', 'UPLOAD_NOT_CLEAN', 'RANGE_NOT_SATISFIABLE', 'DEPENDENCY_UNAVAILABLE')
  async download(
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const upload = await this.getUpload.execute(id, principal);
    const content = servedContentOf(upload);
    const etag = `"${content.sha256}"`;
    const range = rangeAskedBy(request, etag, content.size);
    if (range === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${content.size}`);
      throw new GatehouseError(
        'RANGE_NOT_SATISFIABLE',
        `The file is ${content.size} bytes long. Request a range within it.`,
      );
    }
    describe(response, upload, etag);
    if (isNamedBy(request.get('If-None-Match'), etag)) return void response.status(304).end();

    if (range) response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${content.size}`);
    response.setHeader('Content-Length', range ? range.end - range.start + 1 : content.size);
    if (request.method === 'HEAD') return void response.end();
    await this.send(upload, content, range, response);
  }

  private async send(
    upload: Upload,
    content: ServedContent,
    range: Exclude<ReturnType<typeof byteRangeOf>, 'unsatisfiable'>,
    response: Response,
  ): Promise<void> {
    const stream = await this.transferContent.execute(upload, content, range);
    try {
      await pipeline(stream, response);
    } catch (error) {
      // a client that leaves in the middle is no failure of ours
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }
}

/** Ranges are for GET (RFC 9110, 14.2), and only of the content that the caller already has a part of. */
function rangeAskedBy(request: Request, etag: string, size: number): ReturnType<typeof byteRangeOf> {
  const ifRange = request.get('If-Range');
  const counts = request.method === 'GET' && (ifRange === undefined || ifRange === etag);
  return byteRangeOf(counts ? request.get('Range') : undefined, size);
}

/** Nothing of a stranger's file may be run by a browser that is led here. */
function describe(response: Response, upload: Upload, etag: string): void {
  response.setHeader('Content-Type', upload.mimeType);
  response.setHeader('Content-Disposition', attachment(upload.originalName));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('ETag', etag);
}
