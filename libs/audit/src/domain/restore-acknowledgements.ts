/** Which external checkpoints an operator has given up, after restoring an older database on purpose. */
export abstract class RestoreAcknowledgements {
  /** @param noteHash in hex; believed only from an entry whose signature is genuine */
  abstract covers(noteHash: string): Promise<boolean>;
}
