import type { Principal } from '@gatehouse/contracts';
import type { FileType } from './file-signature.ts';
import type { LeftOut } from './left-out.ts';
import type { UploadStatus, Verdict } from './upload-state.ts';

/** A file that was taken in. The client's name is metadata: no path is ever made from it. */
export interface Upload {
  readonly id: string;
  readonly ownerKind: Principal['kind'];
  readonly ownerId: string;
  readonly tenant: string | null;
  readonly originalName: string;
  readonly mimeType: FileType;
  readonly size: number;
  /** Hex digest of the bytes as they were sent. */
  readonly sha256: string;
  /** What follows the end of its format and is not served; `null` and 0 when nothing does. */
  readonly leftOutKind: LeftOut['kind'] | null;
  readonly leftOutBytes: number;
  readonly status: UploadStatus;
  /** Where the bytes are; `null` once they are gone. */
  readonly storageKey: string | null;
  /** Of the copy that is served: it ends where the file's format ends. Known once clean. */
  readonly servedSize: number | null;
  readonly servedSha256: string | null;
  readonly verdict: Verdict | null;
  readonly verdictDetail: string | null;
  /** Names the scanner whose finding counted. */
  readonly scanner: string | null;
  readonly scannedAt: Date | null;
  readonly attempts: number;
  /** The request that brought the file. */
  readonly requestId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Owners see their own uploads, administrators all. */
export function maySee(principal: Pick<Principal, 'kind' | 'id' | 'role'>, upload: Upload): boolean {
  return principal.role === 'admin' || (principal.kind === upload.ownerKind && principal.id === upload.ownerId);
}
