import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { PurgeClientSecrets } from '../use-cases/secrets/purge-client-secrets.ts';
import { WarnOfExpiringSecrets } from '../use-cases/secrets/warn-of-expiring-secrets.ts';

/** A worker that is not up at the daily moment would never look otherwise. */
const DAILY = { when: { cron: '0 0 6 * * *' }, jitterMs: 60_000, atStart: true } as const;

/** Every worker looks, when it starts and daily; what one has done is nothing to do for the others. */
@Injectable()
export class ClientSecretsSchedule extends Schedule {
  constructor(warnOfExpiringSecrets: WarnOfExpiringSecrets, purgeClientSecrets: PurgeClientSecrets) {
    super([
      { ...DAILY, name: 'client-secrets-warn', work: () => warnOfExpiringSecrets.execute() },
      { ...DAILY, name: 'client-secrets-purge', work: () => purgeClientSecrets.execute() },
    ]);
  }
}
