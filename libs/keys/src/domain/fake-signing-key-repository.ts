import { SigningKeyRepository } from './signing-key-repository.ts';
import { PUBLISHED_STATUSES, type SigningKey } from './signing-key.ts';

/** Keeps keys in memory, by the same rules. */
export class FakeSigningKeyRepository extends SigningKeyRepository {
  rows: SigningKey[] = [];
  reads = 0;

  override findCurrent(): Promise<SigningKey | undefined> {
    return Promise.resolve(this.rows.find((row) => row.status === 'current'));
  }

  override findPublished(): Promise<readonly SigningKey[]> {
    this.reads += 1;
    return Promise.resolve(this.rows.filter((row) => PUBLISHED_STATUSES.some((status) => status === row.status)));
  }

  override list(): Promise<readonly SigningKey[]> {
    return Promise.resolve(this.rows.toReversed());
  }

  override highestFence(): Promise<number> {
    return Promise.resolve(Math.max(0, ...this.rows.map((row) => row.fence)));
  }

  override insertCurrent(key: SigningKey): Promise<boolean> {
    const refused = this.rows.some((row) => row.status === 'current' || row.fence >= key.fence);
    if (!refused) this.rows.push(key);
    return Promise.resolve(!refused);
  }
}
