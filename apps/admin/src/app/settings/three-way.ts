import type { SettingSummary, SettingVersion } from '@gatehouse/api-client';
import { filledWith, type SettingForm } from './setting-form.ts';

/** What two people may have changed at the same time. */
export const MERGED = [
  ...['category', 'type', 'description', 'tags', 'sensitive', 'expiresOn'],
  ...['minLength', 'maxLength', 'min', 'max', 'choices'],
] as readonly MergedField[];
export type MergedField = Exclude<keyof ReturnType<typeof filledWith>, 'key' | 'value'>;

/** A field that both changed, each in another way. Of the value only that it is so is known. */
export interface Dispute {
  readonly field: MergedField | 'value';
  readonly theirs: string | boolean;
  readonly mine: string | boolean;
}

export interface Merge {
  /** What the other one changed and the reader did not: it is in the form now. */
  readonly taken: readonly MergedField[];
  readonly disputed: readonly Dispute[];
}

/**
 * Brings the newest version into a form that was filled from an older one: what was not touched becomes theirs, what only
 * the reader changed stays, and what both changed is left to the reader.
 */
export function mergeInto(
  form: SettingForm,
  base: SettingSummary,
  theirs: SettingSummary,
  valueChanged: boolean,
): Merge {
  const before = filledWith(base);
  const after = filledWith(theirs);
  const taken: MergedField[] = [];
  const disputed: Dispute[] = [];
  for (const field of MERGED) {
    const control = form.controls[field];
    if (before[field] === after[field]) continue;
    const mine = control.value;
    if (control.dirty && mine !== before[field] && mine !== after[field])
      disputed.push({ field, theirs: after[field], mine });
    else {
      if (mine !== after[field]) taken.push(field);
      control.reset(after[field] as never);
    }
  }
  const { value } = form.controls;
  if (valueChanged && value.dirty && value.value !== '')
    disputed.push({ field: 'value', theirs: '', mine: value.value });
  return { taken, disputed };
}

/**
 * Whether the value of the newest version is another than that of the version `since`, told by the digests that the API
 * compares: each version names the newest older one with the same value.
 * @param versions the newest first
 */
export function valueChangedSince(versions: readonly SettingVersion[], since: number): boolean {
  const byNumber = new Map(versions.map((version) => [version.version, version]));
  let number: number | null = versions[0]?.version ?? null;
  while (number !== null && number > since) number = byNumber.get(number)?.sameValueAs ?? null;
  return number !== since;
}
