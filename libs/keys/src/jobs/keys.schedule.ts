import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AdvanceSigningKeys } from '../use-cases/advance-signing-keys.ts';
import { PurgeSigningKeys } from '../use-cases/purge-signing-keys.ts';

/** Every worker looks by itself; one of them does what is due. What fails is tried again; meanwhile the current key goes on. */
@Injectable()
export class KeysSchedule extends Schedule {
  constructor(advanceSigningKeys: AdvanceSigningKeys, purgeSigningKeys: PurgeSigningKeys) {
    super([
      {
        name: 'keys-advance',
        when: { cron: '0 * * * * *' },
        jitterMs: 2000,
        atStart: true,
        work: () => advanceSigningKeys.execute(),
      },
      {
        name: 'keys-purge',
        when: { cron: '0 0 3 * * 0' },
        jitterMs: 60_000,
        work: () => purgeSigningKeys.execute(),
      },
    ]);
  }
}
