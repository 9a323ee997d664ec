import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** What Nest tells of its own start, one line a module and a route; of use only when looking for a fault in the wiring. */
const WIRING = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** The logger of a process: everything in one form, and the wiring only at `debug`. */
@Injectable()
export class ProcessLogger extends Logger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (WIRING.has(rest.at(-1))) super.debug(message, ...rest);
    else super.log(message, ...rest);
  }
}
