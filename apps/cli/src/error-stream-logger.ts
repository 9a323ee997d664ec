import { ConsoleLogger } from '@nestjs/common';

/** Warnings, alerts among them, and errors; all on standard error, since standard output is left to the result. */
export class ErrorStreamLogger extends ConsoleLogger {
  constructor() {
    super({ logLevels: ['warn', 'error', 'fatal'] });
  }

  protected override printMessages(...args: Parameters<ConsoleLogger['printMessages']>): void {
    const [messages, context, level, , stack, params] = args;
    super.printMessages(messages, context, level, 'stderr', stack, params);
  }
}
