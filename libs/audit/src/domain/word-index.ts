/** What the free text of a search is looked up in. It follows the tree and is never needed to prove anything. */
export abstract class WordIndex {
  /**
   * Takes in the next entries that have a leaf, in one transaction.
   * @param limit of entries; 10,000 at most
   * @returns how many it went through: 0 when there are no more, or when another process is at it
   */
  abstract extend(limit: number): Promise<number>;
}
