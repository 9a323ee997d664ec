import type { DestinationStream } from 'pino';

/**
 * Prints log entries as lines for people. The package that does so is a development dependency: where it was left out of
 * the installation, the answer is `undefined`, and entries stay JSON.
 */
export async function readableLines(load = () => import('pino-pretty')): Promise<DestinationStream | undefined> {
  try {
    const { default: pretty } = await load();
    return pretty({ sync: true, singleLine: true, ignore: 'pid,hostname' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
