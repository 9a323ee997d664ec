export interface ActorName {
  readonly id: string;
  readonly kind: 'user' | 'service_account';
  /** The login of a user, the name of a service account. */
  readonly name: string;
}

/**
 * What the ids in histories are called today, and the ids of what is called so. Each domain that has actors provides one;
 * a provider of this class in any module is found by itself.
 */
export abstract class ActorNames {
  /** Those of the ids that one of its actors has, in no order; a deleted account has no name any more. */
  abstract find(ids: readonly string[]): Promise<readonly ActorName[]>;

  /** Those of its actors that have this name, by the domain's own rules of case; none when nobody has. */
  abstract idsOf(name: string): Promise<readonly string[]>;
}
