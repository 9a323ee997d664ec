import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { planRevocation } from '../domain/plan-rotation.ts';
import { PublishedKeys } from '../domain/published-keys.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';
import { ChangeSigningKeys } from './change-signing-keys.ts';

/**
 * Takes a key out of the JWKS and refuses its tokens from now on: for one that may be in foreign hands. It waits for no
 * lock, so that nobody who holds one can delay it; a rotation that is under way is refused as stale. Repeating it is harmless.
 */
@Injectable()
export class RevokeSigningKey {
  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly changeSigningKeys: ChangeSigningKeys,
    private readonly published: PublishedKeys,
  ) {}

  /** @throws KEY_NOT_FOUND; OVERLOADED when another transaction keeps the keys for too long */
  async execute(copiedKid: string, reason: string): Promise<SigningKey> {
    const kid = copiedKid.trim().toLowerCase();
    await this.find(kid);
    await this.changeSigningKeys.execute({ plan: planRevocation(kid), lock: 'none', reason: { given: reason } });
    await this.published.refresh();
    return this.find(kid);
  }

  private async find(kid: string): Promise<SigningKey> {
    const key = (await this.keys.list()).find((row) => row.kid === kid);
    if (!key) throw new GatehouseError('KEY_NOT_FOUND', 'No key has this ID. List the keys to see the existing ones.');
    return key;
  }
}
