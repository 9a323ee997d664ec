let last: Promise<unknown> = Promise.resolve();

/**
 * Waits until nobody else computes in this turn of the event loop, in the order of asking. Bodies that arrive together are
 * read one a turn, and whoever waits for a quick answer is served in between: each is bounded, but ten in a row are not.
 */
export function ownTurn(): Promise<void> {
  const turn = last.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
  last = turn;
  return turn;
}
