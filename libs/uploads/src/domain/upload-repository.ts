import type { CountedRows, Principal } from '@gatehouse/contracts';
import type { UploadStatus } from './upload-state.ts';
import type { Upload } from './upload.ts';

export interface UploadFilter {
  /** Leave out for the uploads of everybody. */
  readonly owner?: Pick<Principal, 'kind' | 'id'>;
  readonly status?: UploadStatus;
}

/** Newest first; ids are UUIDv7, so their order is that of time. */
export interface UploadPageRequest {
  readonly limit: number;
  /** The last id of the page before. */
  readonly after?: string;
}

export type UploadChange = Partial<
  Pick<
    Upload,
    | 'status'
    | 'storageKey'
    | 'servedSize'
    | 'servedSha256'
    | 'verdict'
    | 'verdictDetail'
    | 'scanner'
    | 'scannedAt'
    | 'attempts'
  >
>;

export abstract class UploadRepository {
  abstract add(upload: Upload): Promise<void>;
  abstract find(id: string): Promise<Upload | undefined>;
  /** Locks the row for the rest of the transaction. */
  abstract findForUpdate(id: string): Promise<Upload | undefined>;
  /** Begins a scan of an upload in one of these statuses. @returns it as it is now; `undefined` when it is in another */
  abstract claim(id: string, from: readonly UploadStatus[], at: Date): Promise<Upload | undefined>;
  abstract change(id: string, change: UploadChange, at: Date): Promise<void>;
  /** Counted on the first page. */
  abstract list(filter: UploadFilter, page: UploadPageRequest): Promise<CountedRows<Upload>>;
  /** Unfinished uploads that were last touched before `moment`, locked; rows locked by others are left out. */
  abstract takeStale(moment: Date, limit: number): Promise<readonly Upload[]>;
  /** Those of the given quarantine files that their upload still needs. */
  abstract neededKeys(keys: readonly string[]): Promise<ReadonlySet<string>>;
}
