import type { EntryReason } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { stillChanging } from '../domain/key-fence.ts';
import { planTakeover } from '../domain/plan-rotation.ts';
import { PublishedKeys } from '../domain/published-keys.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { ChangeSigningKeys } from './change-signing-keys.ts';

/** For as long a request may wait for another replica. */
const REQUEST_WAIT_MS = 5000;

export interface Rotation {
  /** `scheduled`: the next key is not known to everybody yet, and takes over at its `activatesAt`. */
  readonly outcome: 'rotated' | 'scheduled';
  readonly current: SigningKey;
  readonly next: SigningKey | undefined;
}

/**
 * Replaces the key that signs now. The next key takes over at once when it has been published long enough, else as soon
 * as it has: no token ever meets a JWKS without its key. Calls at the same time make one rotation, with the reason of
 * the first.
 */
@Injectable()
export class RotateSigningKey {
  private underWay: Promise<Rotation> | undefined;

  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly changeSigningKeys: ChangeSigningKeys,
    private readonly published: PublishedKeys,
  ) {}

  /**
   * @param lockWaitMs how long to wait, at most, while another replica changes keys
   * @throws OVERLOADED when another replica is at it for too long; KEY_ROTATION_REFUSED when this process was so slow
   *   that another one changed the keys meanwhile
   */
  execute(given?: string, lockWaitMs = REQUEST_WAIT_MS): Promise<Rotation> {
    const reason = given === undefined ? 'requested_manually' : { given };
    // a crowd must make one key, and wait on one connection
    this.underWay ??= this.rotate(reason, lockWaitMs).finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async rotate(reason: EntryReason, waitMs: number): Promise<Rotation> {
    const replaced = (await this.keys.findCurrent())?.kid ?? '';
    const change = { plan: planTakeover(replaced), lock: { waitMs }, reason };
    if ((await this.changeSigningKeys.execute(change)) === 'busy') throw stillChanging();
    await this.published.refresh();
    const rows = await this.keys.findPublished();
    const current = rows.find(({ status }) => status === 'current');
    if (!current) throw new Error('There is no current signing key after a rotation.');
    const outcome = current.kid === replaced ? 'scheduled' : 'rotated';
    return { outcome, current, next: rows.find(({ status }) => status === 'next') };
  }
}
