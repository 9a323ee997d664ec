import type { Options } from 'pino-http';
import { currentRequestContext } from '@gatehouse/contracts';
import { loggableError, loggableFields } from './loggable.ts';

/** Lines with the request they belong to, and no secret in them. Requests are logged by the `RequestObserver`. */
export function loggerOptions(level: string) {
  return {
    level,
    autoLogging: false,
    quietReqLogger: true,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }), log: loggableFields },
    // bindings of child loggers pass by `formatters.log`, so what the request logger binds is dropped by name
    serializers: { err: (error: unknown) => loggableError(error), req: nothing, res: nothing, reqId: nothing },
    wrapSerializers: false,
    mixin: requestFields,
  } satisfies Options;
}

const nothing = () => undefined;

function requestFields(): object {
  const context = currentRequestContext();
  if (!context) return {};
  return { requestId: context.requestId, ...(context.principal && { principalId: context.principal.id }) };
}
