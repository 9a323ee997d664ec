import { uuidv7 } from '@gatehouse/crypto';
import { storageKey } from './storage-key.ts';
import type { Upload } from './upload.ts';

/** An upload that was just received. */
export function anUpload(overrides: Partial<Upload> = {}): Upload {
  const createdAt = new Date('2026-01-01T00:00:00.000Z');
  const id = uuidv7(createdAt);
  return {
    id,
    ownerKind: 'user',
    ownerId: 'user-1',
    tenant: null,
    originalName: 'paper.pdf',
    mimeType: 'application/pdf',
    size: 1000,
    sha256: 'a'.repeat(64),
    leftOutKind: null,
    leftOutBytes: 0,
    status: 'pending_scan',
    storageKey: storageKey('quarantine', id, createdAt, 'application/pdf'),
    servedSize: null,
    servedSha256: null,
    verdict: null,
    verdictDetail: null,
    scanner: null,
    scannedAt: null,
    attempts: 0,
    requestId: 'request-1',
    createdAt,
    updatedAt: createdAt,
    ...overrides,
  };
}
