import { Clock, Outbox, runInRequestContext, UnitOfWork } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { UploadRepository } from '../../domain/upload-repository.ts';

const STALE_MINUTES = 5;
const BATCH = 100;

/** Asks again for scans and destructions that should long be over, whatever it was that lost them. Both are idempotent. */
@Injectable()
export class RequeueStaleUploads {
  private readonly logger = new Logger(RequeueStaleUploads.name);

  constructor(
    private readonly uploads: UploadRepository,
    private readonly outbox: Outbox,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @returns how many scans were asked for again */
  async execute(): Promise<number> {
    const now = this.clock.now();
    const requeued = await this.unitOfWork.run(async () => {
      const stale = await this.uploads.takeStale(new Date(now.getTime() - STALE_MINUTES * 60_000), BATCH);
      for (const { id, requestId } of stale) {
        await this.uploads.change(id, {}, now);
        await runInRequestContext({ requestId }, () => this.outbox.enqueue('scan-upload', { uploadId: id }));
      }
      return stale.length;
    });
    if (requeued > 0) this.logger.warn({ requeued }, 'Requeued overdue scans');
    return requeued;
  }
}
