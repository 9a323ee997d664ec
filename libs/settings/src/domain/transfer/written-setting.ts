import type { GivenValue } from '../given-value.ts';
import type { SettingType } from '../setting-type.ts';

/** A setting as files carry it: a name and a value. */
export interface WrittenSetting {
  readonly key: string;
  readonly type: SettingType;
  readonly value: Pick<GivenValue, 'text'>;
}

/** A setting that a file cannot carry, and why. */
export interface LeftOut {
  readonly key: string;
  readonly reason: string;
}

export interface WrittenFile {
  readonly text: string;
  readonly leftOut: readonly LeftOut[];
}
