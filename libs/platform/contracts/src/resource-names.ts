/** No question is asked about more things of one name than this. */
export const MOST_NAMESAKES = 1000;

/**
 * The ids of what people know by a name: settings by their key, files by the name that they came with. Each domain that
 * has such things provides one; a provider of this class in any module is found by itself. Actors have `ActorNames`.
 */
export abstract class ResourceNames {
  /**
   * Those of its things that have this name, by the domain's own rules of case; none when nothing has. One more than
   * `MOST_NAMESAKES` is enough.
   */
  abstract idsOf(name: string): Promise<readonly string[]>;
}
