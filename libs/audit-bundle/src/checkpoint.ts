import { HASH_BYTES, NoteVerifier, openNote, sha256, SignedNoteError, splitNote } from '@gatehouse/crypto';

const EXTENSION = 'gatehouse/v1';
const SIZE = /^(?:0|[1-9]\d{0,15})$/;
const HASH = /^[A-Za-z0-9+/]{43}=$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The first checkpoint follows nothing. */
export const NO_CHECKPOINT: Buffer = Buffer.alloc(HASH_BYTES);

/** The state of the log at one moment (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The name of the log. */
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Buffer;
  /** 1 for the first one. With `previous` it makes a checkpoint that was taken away or replaced leave a gap. */
  readonly number: number;
  /** Milliseconds precise. */
  readonly time: Date;
  /** `noteHash` of the one before. */
  readonly previous: Buffer;
}

export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** The text of the note: the three lines of tlog-checkpoint, and one extension line of ours. */
export function checkpointText({ origin, size, root, number, time, previous }: Checkpoint): string {
  const extension = [EXTENSION, number, time.toISOString(), previous.toString('base64')].join(' ');
  return `${origin}\n${size}\n${root.toString('base64')}\n${extension}\n`;
}

/** @throws CheckpointError for a text that `checkpointText` would not write */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin = '', size = '', root = '', extension = ''] = text.split('\n');
  const [, number = '', time = '', previous = ''] = extension.split(' ');
  if (!SIZE.test(size) || !HASH.test(root) || !SIZE.test(number) || !TIME.test(time) || !HASH.test(previous))
    throw new CheckpointError('This is not a checkpoint of an audit log.');
  const checkpoint = {
    origin,
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    number: Number(number),
    time: new Date(time),
    previous: Buffer.from(previous, 'base64'),
  };
  if (Number.isNaN(checkpoint.time.getTime()) || checkpointText(checkpoint) !== text)
    throw new CheckpointError('This is not a checkpoint of an audit log.');
  return checkpoint;
}

/** By what the next checkpoint, and an acknowledgement, names this one. Over the signed text: witnesses may add signatures. */
export function noteHash(note: string): Buffer {
  return sha256(splitNote(note).text);
}

/**
 * Opens a checkpoint for an outsider.
 * @param publicKeys verifier keys (`name+id+key`) that the reader got in a way that the log does not control
 * @throws CheckpointError | SignedNoteError
 */
export function verifyCheckpointNote(publicKeys: readonly string[], note: string): Checkpoint {
  return openCheckpoint(
    publicKeys.map((key) => NoteVerifier.parse(key)),
    note,
  );
}

/** Opens a checkpoint with keys that are parsed already. @throws as `verifyCheckpointNote` */
export function openCheckpoint(trusted: readonly NoteVerifier[], note: string): Checkpoint {
  const { text, signers } = openNote(note, trusted);
  const checkpoint = parseCheckpointText(text);
  if (!signers.some(({ name }) => name === checkpoint.origin))
    throw new CheckpointError('The checkpoint is not signed in the name of its own log.');
  return checkpoint;
}

/** Whether opening a note failed because of the note. */
export function isCheckpointFault(error: unknown): error is Error {
  return error instanceof CheckpointError || error instanceof SignedNoteError;
}
