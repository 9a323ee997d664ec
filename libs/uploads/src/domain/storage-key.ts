import { createHash } from 'node:crypto';
import { extensionFor, type FileType } from './file-signature.ts';

/** `quarantine` holds what nobody has judged; `released` holds what may be served. */
export type StorageArea = 'quarantine' | 'released';

/**
 * Where a file is kept: an own name in one of 256 hashed sub-folders (a UUIDv7 begins with the time, so its own digits
 * would fill one folder after the other), nothing of it from the client. Older keys have two levels of them.
 */
export function storageKey(area: StorageArea, id: string, createdAt: Date, type: FileType): string {
  const time = createdAt.toISOString().replace(/[-:.]/g, '');
  const digest = createHash('sha256').update(id).digest('hex');
  return `${area}/${digest.slice(0, 2)}/${id}-${time}.${extensionFor(type)}`;
}

/** The same file in the area of what may be served. */
export function releasedKey(quarantineKey: string): string {
  return quarantineKey.replace(/^quarantine\//, 'released/');
}

/** Wherever bytes of the file under `key` may lie, what may be served first. */
export function everyKeyOf(key: string): readonly string[] {
  const released = releasedKey(key);
  return [released, released.replace(/^released\//, 'quarantine/')];
}
