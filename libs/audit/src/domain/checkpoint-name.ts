import { sha256 } from '@gatehouse/crypto';
import type { CheckpointKeys } from './checkpoint-keys.ts';

const MAX_EPOCH = 999_999;
const MAX_COUNT = Number.MAX_SAFE_INTEGER;
const NAME = /^((\d{6})-(\d{16})-(\d{16})-([0-9a-f]{64}))-([0-9a-f]{64})\.note$/;

/**
 * What the name of a stored checkpoint says. Names sort with the newest first: each number is written as what it lacks
 * to its greatest value. So the newest is the first of a list, however many there are.
 */
export interface CheckpointName {
  /** Grows when a smaller tree follows a greater one, which is after an older database was acknowledged. */
  readonly epoch: number;
  readonly size: number;
  readonly number: number;
  /** SHA-256 of the whole note, 64 hex digits. */
  readonly hash: string;
}

/** The name of the note that is published after `newest`. */
export function nameAfter(newest: CheckpointName | undefined, note: string, keys: CheckpointKeys): CheckpointName {
  const { size, number } = keys.open(note);
  const follows = !newest || (size >= newest.size && number > newest.number);
  const epoch = (newest?.epoch ?? 0) + (follows ? 0 : 1);
  return { epoch, size, number, hash: hashOfNote(note) };
}

export function hashOfNote(note: string): string {
  return sha256(note).toString('hex');
}

/**
 * Sealed by a secret, so that who may write to the place but may not sign checkpoints can neither put something before
 * the newest one nor put an old one on top again.
 */
export function writeName({ epoch, size, number, hash }: CheckpointName, keys: CheckpointKeys): string {
  if (epoch > MAX_EPOCH) throw new RangeError('The database was restored too often for this prefix; use another one.');
  const counts = [size, number].map((count) => String(MAX_COUNT - count).padStart(16, '0'));
  const said = [String(MAX_EPOCH - epoch).padStart(6, '0'), ...counts, hash].join('-');
  return `${said}-${keys.seal(said)}.note`;
}

/** @returns `undefined` for a name that this log did not give */
export function readName(text: string, keys: CheckpointKeys): CheckpointName | undefined {
  const [, said = '', epoch = '', size = '', number = '', hash = '', seal = ''] = NAME.exec(text) ?? [];
  if (said === '' || !keys.isSealed(said, seal)) return undefined;
  return { epoch: MAX_EPOCH - Number(epoch), size: MAX_COUNT - Number(size), number: MAX_COUNT - Number(number), hash };
}
