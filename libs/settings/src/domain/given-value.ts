import type { JsonValue } from '@gatehouse/contracts';
import { isTextType, type SettingType } from './setting-type.ts';

/** A value as it was given. Nothing of it is rewritten: an OIDC issuer with a slash behind it is another issuer. */
export interface GivenValue {
  /** What is kept: the characters of a text, or the JSON text of everything else with its spelling, order and spaces. */
  readonly text: string;
  /** What the text says. Rules and comparisons look at it; it is never written down. */
  readonly json: JsonValue;
}

/** What was given cannot be read as JSON; the reason is for the caller. */
export interface UnreadableValue {
  readonly unreadable: string;
}

/** @param source the JSON text that `json` was read from, where there is one */
export function givenValue(type: SettingType, json: JsonValue, source = JSON.stringify(json)): GivenValue {
  return { text: isTextType(type) && typeof json === 'string' ? json : source, json };
}

/** The JSON that says a value exactly as it was given. */
export function sourceOf(type: SettingType, { text }: Pick<GivenValue, 'text'>): string {
  return isTextType(type) ? JSON.stringify(text) : text;
}

/** Holds NUL, which no name in a stored value can have: so it is never taken for a value of its own. */
const SOURCE = '\0source';

/** What is sealed. */
export function toSealed(type: SettingType, { text }: GivenValue): JsonValue {
  return isTextType(type) ? text : { [SOURCE]: text };
}

/** Opens also what was sealed before the source was kept: such a value is spelled as JavaScript does. */
export function fromSealed(type: SettingType, sealed: JsonValue): GivenValue {
  const source = (sealed as Readonly<Record<string, unknown>> | null)?.[SOURCE];
  if (typeof source !== 'string') return givenValue(type, sealed);
  return { text: source, json: JSON.parse(source) as JsonValue };
}
