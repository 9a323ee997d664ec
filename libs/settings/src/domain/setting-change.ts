import type { AuditEntry } from '@gatehouse/contracts';
import type { Setting, SettingOperation } from './setting.ts';

/** How a version came to be. */
export interface VersionOrigin {
  readonly operation: SettingOperation;
  readonly requestId: string | null;
  readonly changed: readonly string[];
  /** Equal for equal values of one setting: by it, older versions with the same value are found. Null for one that does not open. */
  readonly valueDigest: string | null;
  /** An older version that is known to hold the same value. */
  readonly sameValueAs: number | null;
  readonly rolledBackTo: number | null;
}

/** The next version of a setting, with all that is written with it. */
export interface SettingChange {
  readonly operation: SettingOperation;
  readonly setting: Setting;
  /** The version whose place it takes. */
  readonly basedOn: number;
  readonly origin: VersionOrigin;
  readonly entry: AuditEntry;
}
