import { verifyConsistency } from '@gatehouse/crypto';
import { type Checkpoint, isCheckpointFault, noteHash, verifyCheckpointNote } from './checkpoint.ts';
import type { BundleCheckpoint, BundleHeader } from './bundle-format.ts';

export type OpenedCheckpoint = Checkpoint & { readonly hash: Buffer };

/**
 * Opens a checkpoint of a bundle and holds it against the one before it.
 * @returns the reason why it cannot be believed, or the checkpoint
 */
export function followCheckpoint(
  header: BundleHeader,
  line: BundleCheckpoint,
  trusted: readonly string[],
  before: OpenedCheckpoint | undefined,
): OpenedCheckpoint | string {
  const opened = open(trusted, line.note);
  if (typeof opened === 'string') return opened;
  const { number, size, origin } = opened;
  const told = `checkpoint ${number}`;
  if (origin !== header.origin) return `${told} belongs to the log ${origin}, but the header claims ${header.origin}`;
  const claimed = trusted.filter((key) => header.publicKeys.includes(key));
  if (typeof open(claimed, line.note) === 'string')
    return `the header does not list the public key that signed ${told}`;
  if (!before) return line.consistency.length === 0 ? opened : `${told} is the first one, but has a consistency proof`;
  if (size <= before.size || number <= before.number) return `${told} does not follow checkpoint ${before.number}`;
  if (number === before.number + 1 && !opened.previous.equals(before.hash))
    return `${told} names a predecessor other than checkpoint ${before.number}`;
  const proof = line.consistency.map((one) => Buffer.from(one, 'base64'));
  const grown = verifyConsistency({ oldSize: before.size, oldRoot: before.root, size, root: opened.root }, proof);
  return grown ? opened : `the proof that ${told} extends checkpoint ${before.number} is wrong`;
}

function open(keys: readonly string[], note: string): OpenedCheckpoint | string {
  try {
    return { ...verifyCheckpointNote(keys, note), hash: noteHash(note) };
  } catch (error) {
    if (isCheckpointFault(error)) return `a checkpoint cannot be trusted: ${error.message}`;
    throw error;
  }
}
