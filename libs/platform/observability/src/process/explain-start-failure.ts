import { ConfigError } from '@gatehouse/config';
import { GatehouseError } from '@gatehouse/contracts';

/** What an operator reads when a process does not come up: one line where that is enough. */
export function explainStartFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof GatehouseError)
    return [`${error.message} (${error.code})`, ...error.fields.map(({ message }) => message)].join('\n');
  const { code, message, stack, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port ?? ''} is in use: set API_PORT, WORKER_PORT or METRICS_PORT to a free one.`;
  return `The process could not start: ${stack ?? message}`;
}
