/** No question is asked about more things of one name than this. */
export const MOST_NAMESAKES = 1000;

export interface ResourceName {
  readonly id: string;
  readonly kind: 'setting' | 'upload';
  /** The key of a setting, the name that a file came with. */
  readonly name: string;
}

/**
 * What the ids in histories are called, and the ids of what people know by a name: settings by their key, files by the name that they came with. Each domain that
 * has such things provides one; a provider of this class in any module is found by itself. Actors have `ActorNames`.
 */
export abstract class ResourceNames {
  /** Those of the ids that one of its things has, also of one that was deleted; in no order. */
  abstract find(ids: readonly string[]): Promise<readonly ResourceName[]>;

  /**
   * Those of its things that have this name, by the domain's own rules of case; none when nothing has. One more than
   * `MOST_NAMESAKES` is enough.
   */
  abstract idsOf(name: string): Promise<readonly string[]>;
}
