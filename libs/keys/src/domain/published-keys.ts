import type { JsonWebKeySet } from './json-web-key-set.ts';

/** The public keys as this process knows them, without asking the database. */
export abstract class PublishedKeys {
  abstract published(): JsonWebKeySet;
}
