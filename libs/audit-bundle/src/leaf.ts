import { leafHash } from '@gatehouse/crypto';

const LEAF_DOMAIN = 'gatehouse/audit/leaf/v1';
const KEY_ID = /^[0-9a-f]{16}$/;
const SIGNATURE = /^[0-9a-f]{64}$/;

/** What a leaf of the tree commits to: with it, an outsider needs neither the database nor the secret. */
export interface LeafContent {
  readonly canonical: string;
  readonly key_id: string;
  readonly signature: string;
}

/**
 * The data of a leaf, UTF-8: a line with the version, one with the id of the MAC key, one with the MAC, then the
 * canonical bytes up to the end. Unambiguous only for fields that `isWellFormedLeaf` accepts.
 */
export function leafData({ canonical, key_id, signature }: LeafContent): string {
  return `${LEAF_DOMAIN}\n${key_id}\n${signature}\n${canonical}`;
}

/** Whether no field can pass for a part of its neighbour. Ask this before you trust a leaf from outside. */
export function isWellFormedLeaf({ canonical, key_id, signature }: LeafContent): boolean {
  return KEY_ID.test(key_id) && SIGNATURE.test(signature) && canonical.startsWith('{') && !canonical.includes('\n');
}

/** RFC 6962: SHA-256 over 0x00 and the data of the leaf. */
export function leafHashOf(content: LeafContent): Buffer {
  return leafHash(leafData(content));
}
