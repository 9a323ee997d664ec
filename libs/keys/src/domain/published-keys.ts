import type { JsonWebKeySet } from './json-web-key-set.ts';

/** The public keys as this process knows them, without asking the database. */
export abstract class PublishedKeys {
  abstract published(): JsonWebKeySet;

  /** Reads the keys again: after a change in this process, which then waits for no announcement. */
  abstract refresh(): Promise<void>;
}
