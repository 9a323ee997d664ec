import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { AdvanceSigningKeys } from '../use-cases/advance-signing-keys.ts';
import { PurgeSigningKeys } from '../use-cases/purge-signing-keys.ts';

/** Every worker looks by itself; one of them does what is due. */
@Injectable()
export class KeysSchedule implements OnApplicationBootstrap {
  private readonly logger = new Logger('SigningKeys');
  private advancing: Promise<void> | undefined;

  constructor(
    private readonly advanceSigningKeys: AdvanceSigningKeys,
    private readonly purgeSigningKeys: PurgeSigningKeys,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.advance();
  }

  @Cron(CronExpression.EVERY_MINUTE, { name: 'keys-advance' })
  advance(): Promise<void> {
    this.advancing ??= this.attempt('changed', () => this.advanceSigningKeys.execute()).finally(
      () => (this.advancing = undefined),
    );
    return this.advancing;
  }

  @Cron('0 0 3 * * 0', { name: 'keys-purge', timeZone: 'UTC' })
  async purge(): Promise<void> {
    await this.attempt('cleaned up', () => this.purgeSigningKeys.execute());
  }

  /** What fails now is tried again at the next turn; meanwhile the current key goes on. */
  private async attempt(what: string, work: () => Promise<string | number>): Promise<void> {
    try {
      const outcome = await work();
      if (outcome === 'changed' || Number(outcome) > 0) this.logger.log(`The signing keys were ${what}`);
    } catch (error) {
      this.logger.error({ err: error }, `The signing keys could not be ${what}`);
    }
  }
}
