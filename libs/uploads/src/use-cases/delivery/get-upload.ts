import { GatehouseError, isUuid, type Principal } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { UploadRepository } from '../../domain/upload-repository.ts';
import { maySee, type Upload } from '../../domain/upload.ts';

@Injectable()
export class GetUpload {
  constructor(private readonly uploads: UploadRepository) {}

  /** @throws UPLOAD_NOT_FOUND, also for the upload of somebody else: its existence is nobody's business */
  async execute(id: string, principal: Principal): Promise<Upload> {
    const upload = isUuid(id) ? await this.uploads.find(id) : undefined;
    if (!upload || !maySee(principal, upload)) {
      throw new GatehouseError('UPLOAD_NOT_FOUND', 'You have no upload with this ID. Check the ID.');
    }
    return upload;
  }
}
