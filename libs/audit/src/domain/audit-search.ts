import type {
  AuditCategory,
  AuditEventType,
  AuditRecord,
  AuditStatus,
  JsonObject,
  ReadRecord,
} from '@gatehouse/contracts';
import type { TimeRange } from './audit-log.ts';
import type { StoredRow } from './check-record.ts';

/** What entries are looked for. All that is given must hold. */
export interface AuditFilter extends TimeRange {
  readonly category?: AuditCategory | undefined;
  /** One of these. */
  readonly types?: readonly AuditEventType[] | undefined;
  readonly status?: AuditStatus | undefined;
  /** Ids of users, service accounts or partners: one of these. */
  readonly actors?: readonly string[] | undefined;
  readonly resourceType?: string | undefined;
  /** One of these. */
  readonly resourceIds?: readonly string[] | undefined;
  readonly ip?: string | undefined;
  readonly requestId?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Words of the reason and the details; each begins a word of the entry, in any order and in any case. */
  readonly text?: string | undefined;
  /** `false` leaves out what the console does by itself while somebody is signed in: refreshed tokens, and reads of this log. */
  readonly routine?: false | undefined;
}

/** What somebody asks for, with actor and resource as people know them: by an id or a name. */
export interface AuditQuestion extends Omit<AuditFilter, 'actors' | 'resourceIds'> {
  readonly actor?: string | undefined;
  readonly resource?: string | undefined;
}

/** The two places in which an entry names somebody or something. */
export type Party = 'actor' | 'resource';

/** The place of an entry in the order of reading: by time, then by id. */
export type Position = Pick<AuditRecord, 'id' | 'timestamp'>;

export interface SearchStep {
  readonly filter: AuditFilter;
  /** `older` goes down from `beyond` (or from the newest entry), `newer` goes up from it. */
  readonly direction: 'older' | 'newer';
  readonly beyond?: Position | undefined;
  readonly limit: number;
}

export interface ExportStep {
  readonly filter: AuditFilter;
  readonly beyond?: Position | undefined;
  /** The highest id that belongs to the export. */
  readonly upTo: string;
  readonly limit: number;
}

/** Who read what, for the question whether that is on record already. */
export interface Reading {
  readonly actor: string;
  readonly sessionId: string | undefined;
  readonly details: JsonObject;
}

/** The log as readers see it. */
export abstract class AuditSearch {
  /**
   * In the direction of the step: `older` answers the newest first, `newer` the oldest first.
   * @throws AUDIT_SEARCH_TOO_BROAD when the database cannot answer in time
   */
  abstract page(step: SearchStep): Promise<readonly ReadRecord[]>;

  /**
   * How much routine a page of `step` leaves out down to `oldest`, or down to the beginning of the log; `limit` means that
   * or more. `undefined` when the database cannot tell in time, or only by reading all entries with these words.
   */
  abstract countRoutine(step: SearchStep, oldest: Position | undefined): Promise<number | undefined>;

  /** Oldest first. Has more time than a page. @throws AUDIT_SEARCH_TOO_BROAD */
  abstract exportBatch(step: ExportStep): Promise<readonly ReadRecord[]>;

  /** The highest id that is stored now; `undefined` when nothing is. */
  abstract highestId(): Promise<string | undefined>;

  /**
   * What the log alone knows by this name: the name itself, where it is the id of a party of any entry, and service
   * accounts that ever had it as their name or client id, also those that were deleted.
   */
  abstract idsOf(party: Party, name: string): Promise<readonly string[]>;

  abstract entry(id: string): Promise<StoredRow | undefined>;

  /** Whether the same person read the same thing, in the same session, less than `seconds` ago. */
  abstract wasRead(reading: Reading, seconds: number): Promise<boolean>;
}
