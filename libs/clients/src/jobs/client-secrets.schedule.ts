import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { PurgeClientSecrets } from '../use-cases/secrets/purge-client-secrets.ts';
import { WarnOfExpiringSecrets } from '../use-cases/secrets/warn-of-expiring-secrets.ts';

/** Every worker looks, when it starts and daily; what one has done is nothing to do for the others. */
@Injectable()
export class ClientSecretsSchedule implements OnApplicationBootstrap {
  private readonly logger = new Logger('ServiceAccounts');

  constructor(
    private readonly warnOfExpiringSecrets: WarnOfExpiringSecrets,
    private readonly purgeClientSecrets: PurgeClientSecrets,
  ) {}

  /** A worker that is not up at the daily moment would never look otherwise. */
  onApplicationBootstrap(): Promise<void> {
    return this.look();
  }

  @Cron('0 0 6 * * *', { name: 'client-secrets', timeZone: 'UTC' })
  async look(): Promise<void> {
    await this.attempt('warnings of expiring client secrets', () => this.warnOfExpiringSecrets.execute());
    await this.attempt('old client secrets deleted', () => this.purgeClientSecrets.execute());
  }

  /** What fails now is tried again at the next turn, and does not keep the other from being done. */
  private async attempt(what: string, work: () => Promise<number>): Promise<void> {
    try {
      const count = await work();
      if (count > 0) this.logger.log(`${count} ${what}`);
    } catch (error) {
      this.logger.error({ err: error }, `Failed: ${what}. The next turn tries again`);
    }
  }
}
