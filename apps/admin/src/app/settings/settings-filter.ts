import { SETTING_TYPES, type SettingType } from '@gatehouse/api-client';

export interface SettingsFilter {
  readonly text?: string;
  readonly category?: string;
  readonly type?: SettingType;
}

/** Reads "smtp category:mail type:url" as people type it; words without a colon search in key and description. */
export function parseFilter(input: string): SettingsFilter {
  const filter: { text?: string; category?: string; type?: SettingType } = {};
  const words: string[] = [];
  for (const part of input.trim().split(/\s+/)) {
    const [name, value] = [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)];
    const type = SETTING_TYPES.find((known) => known === value);
    if (name === 'category' && value !== '') filter.category = value;
    else if (name === 'type' && type !== undefined) filter.type = type;
    else if (part !== '') words.push(part);
  }
  if (words.length > 0) filter.text = words.join(' ');
  return filter;
}

/** Puts `name:value` into the typed filter in place of an earlier one of that name. */
export function withQualifier(input: string, name: 'category' | 'type', value: string): string {
  const rest = input
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '' && !part.startsWith(`${name}:`));
  return [...rest, `${name}:${value}`].join(' ');
}
