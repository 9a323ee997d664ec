import { defineCursor, type Page, type Principal, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UploadRepository } from '../../domain/upload-repository.ts';
import type { UploadStatus } from '../../domain/upload-state.ts';
import type { Upload } from '../../domain/upload.ts';

const place = defineCursor({ id: 'uuid' });

export interface UploadListRequest {
  readonly limit: number;
  readonly cursor?: string;
  readonly status?: UploadStatus;
}

/** Newest first: one's own uploads, for administrators those of everybody. */
@Injectable()
export class ListUploads {
  constructor(private readonly uploads: UploadRepository) {}

  /** @throws INVALID_CURSOR */
  async execute(request: UploadListRequest, principal: Principal): Promise<Page<Upload>> {
    const { rows, count } = await this.uploads.list(
      {
        ...(principal.role !== 'admin' && { owner: principal }),
        ...(request.status && { status: request.status }),
      },
      {
        limit: request.limit + 1,
        ...(request.cursor !== undefined && { after: place.decode(request.cursor).id }),
      },
    );
    return toPage(
      rows,
      request.limit,
      ({ id }) => place.encode({ id }),
      (upload) => upload,
      count,
    );
  }
}
