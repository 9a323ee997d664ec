/**
 * The second place of the checkpoints, which whoever owns the database does not own: what is there cannot be taken
 * back by restoring or rewriting the database.
 */
export abstract class CheckpointSink {
  /** Whether there is one. */
  abstract readonly configured: boolean;
  /** Where it is, for operators; holds no credentials. */
  abstract readonly place: string;
  /** Resolves when the note will survive a crash. The same note may come twice. */
  abstract publish(note: string): Promise<void>;
  /** The newest note that is there; `undefined` when there is none, or when this kind of place cannot be read. */
  abstract last(): Promise<string | undefined>;
}

/** For an installation without a second place. */
export class NoCheckpointSink extends CheckpointSink {
  readonly configured = false;
  readonly place = 'nowhere';

  override publish(): Promise<void> {
    return Promise.resolve();
  }

  override last(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
