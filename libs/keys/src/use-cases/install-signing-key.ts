import { AuditTrail, EventBus, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';

/** Puts a key in place as the current one, with its audit entry, and tells every replica. */
@Injectable()
export class InstallSigningKey {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly events: EventBus,
  ) {}

  /** @returns the current key afterwards: the given one, or that of the replica that was faster */
  execute(key: SigningKey, reason: string): Promise<SigningKey> {
    return this.unitOfWork.run(async () => {
      if (!(await this.keys.insertCurrent(key))) return this.adoptWinner();
      await this.audit.record({
        type: 'key_rotated',
        action: 'install signing key',
        status: 'success',
        reason,
        resource: { type: 'signing_key', id: key.kid },
        details: { algorithm: key.algorithm, fence: key.fence },
      });
      this.unitOfWork.afterCommit(() => this.events.publish('keys-changed', { kid: key.kid }));
      return key;
    });
  }

  private async adoptWinner(): Promise<SigningKey> {
    const winner = await this.keys.findCurrent();
    if (!winner)
      throw new GatehouseError('DEPENDENCY_UNAVAILABLE', 'The signing keys are being changed. Try again shortly.', {
        retryAfter: 2,
      });
    return winner;
  }
}
