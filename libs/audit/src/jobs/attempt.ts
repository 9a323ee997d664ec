import { Logger } from '@nestjs/common';

const logger = new Logger('AuditLog');

/** What fails now is tried again at the next turn. @param what could not be done to the audit log, when it fails */
export async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.error({ err: error }, `The audit log could not be ${what}`);
  }
}
