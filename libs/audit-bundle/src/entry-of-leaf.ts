import { isWellFormedLeaf, leafHashOf } from './leaf.ts';
import { type BundleEntry, parseCanonical } from './bundle-format.ts';

const ID = /^[1-9]\d{0,18}$/;

/** The id within the signed bytes; `undefined` when they tell none. For messages only: the bytes need not be genuine. */
export function signedIdOf(canonical: string): string | undefined {
  try {
    const { id } = JSON.parse(canonical) as { readonly id?: unknown };
    return typeof id === 'string' && ID.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Why an entry is not the one that this leaf was made of; `undefined` when it is. */
export function whyNotTheLeaf(entry: BundleEntry, leaf: Buffer): string | undefined {
  if (!isWellFormedLeaf(entry)) return 'its key ID, signature or bytes are not in the form of an entry';
  if (!leafHashOf(entry).equals(leaf)) return 'its bytes, key ID or signature do not match its leaf';
  const signed = parseCanonical(entry.canonical) as { readonly id?: unknown; readonly key_id?: unknown } | undefined;
  if (typeof signed?.id !== 'string' || signed.key_id !== entry.key_id)
    return 'the signed bytes are not the canonical JSON of an entry';
  return undefined;
}
