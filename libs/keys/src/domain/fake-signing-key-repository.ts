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

  override claim(): Promise<number> {
    return this.highestFence();
  }

  override save(key: SigningKey): Promise<void> {
    const others = this.rows.filter((row) => row.kid !== key.kid);
    const single = key.status === 'current' || key.status === 'next';
    if (single && others.some((row) => row.status === key.status))
      return Promise.reject(new Error(`there is a second ${key.status} key`));
    this.rows = this.rows.some((row) => row.kid === key.kid)
      ? this.rows.map((row) => (row.kid === key.kid ? key : row))
      : [...this.rows, key];
    return Promise.resolve();
  }

  override delete(key: SigningKey): Promise<void> {
    this.rows = this.rows.filter((row) => row.kid !== key.kid);
    return Promise.resolve();
  }
}
