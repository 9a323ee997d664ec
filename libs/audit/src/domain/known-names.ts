import type { Party } from './audit-search.ts';

/** Who and what goes by a name, in all domains. */
export abstract class KnownNames {
  /** The ids, each once; none when nobody and nothing is called so. */
  abstract idsOf(party: Party, name: string): Promise<readonly string[]>;
}
