import { createHash } from 'node:crypto';
import { extensionFor, type FileType } from './file-signature.ts';

/** `quarantine` holds what nobody has judged; `released` holds what may be served. */
export type StorageArea = 'quarantine' | 'released';

/**
 * Where a file is kept: an own name in hashed sub-folders (a UUIDv7 begins with the time, so its own digits would
 * fill one folder after the other), nothing of it from the client.
 */
export function storageKey(area: StorageArea, id: string, createdAt: Date, type: FileType): string {
  const time = createdAt.toISOString().replace(/[-:.]/g, '');
  const digest = createHash('sha256').update(id).digest('hex');
  return `${area}/${digest.slice(0, 2)}/${digest.slice(2, 4)}/${id}-${time}.${extensionFor(type)}`;
}

/** The upload that a stored file belongs to. */
export function uploadIdOf(key: string): string | undefined {
  return /\/([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})-[0-9TZ]+\.[a-z]+$/.exec(key)?.[1];
}

/** The same file in the other area. */
export function releasedKey(quarantineKey: string): string {
  return quarantineKey.replace(/^quarantine\//, 'released/');
}
