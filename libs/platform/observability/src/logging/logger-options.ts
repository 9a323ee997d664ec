import type { Params } from 'nestjs-pino';
import pretty from 'pino-pretty';
import type { Environment } from '@gatehouse/config';
import { currentRequestContext } from '@gatehouse/contracts';
import { loggableError, loggableFields } from './loggable.ts';

/** JSON lines with the request they belong to; readable ones in development. Requests are logged by the `RequestObserver`. */
export function loggerOptions(environment: Environment, level: string): Params {
  const options = {
    level,
    autoLogging: false,
    quietReqLogger: true,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }), log: loggableFields },
    // bindings of child loggers pass by `formatters.log`, so what the request logger binds is dropped by name
    serializers: { err: (error: unknown) => loggableError(error), req: nothing, res: nothing, reqId: nothing },
    wrapSerializers: false,
    mixin: requestFields,
  };
  return {
    pinoHttp:
      environment === 'development'
        ? [options, pretty({ sync: true, singleLine: true, ignore: 'pid,hostname' })]
        : options,
  };
}

const nothing = () => undefined;

function requestFields(): object {
  const context = currentRequestContext();
  if (!context) return {};
  return { requestId: context.requestId, ...(context.principal && { principalId: context.principal.id }) };
}
