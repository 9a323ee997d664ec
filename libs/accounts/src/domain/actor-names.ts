export interface ActorName {
  readonly id: string;
  readonly kind: 'user' | 'service_account';
  /** The login of a user, the name of a service account. */
  readonly name: string;
}

/** What the ids in histories are called today. */
export abstract class ActorNames {
  /** Those of the ids that somebody has, in no order; a deleted account has no name any more. */
  abstract find(ids: readonly string[]): Promise<readonly ActorName[]>;
}
