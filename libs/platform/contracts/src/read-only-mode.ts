/** Whether changes are refused for now, because what they would build on is in doubt. */
export abstract class ReadOnlyMode {
  /** For operators; `undefined` while changes are welcome. Answers from memory, so that it can be asked with every request. */
  abstract reason(): string | undefined;
}
