import type { Party } from './audit-search.ts';
import { KnownNames } from './known-names.ts';

/** Knows what it is told. */
export class FakeKnownNames extends KnownNames {
  readonly asked: string[] = [];

  constructor(
    private readonly known: readonly { readonly party: Party; readonly name: string; readonly id: string }[] = [],
  ) {
    super();
  }

  override idsOf(party: Party, name: string): Promise<readonly string[]> {
    this.asked.push(name);
    const found = this.known.filter((one) => one.party === party && one.name === name);
    return Promise.resolve(found.map(({ id }) => id));
  }
}
