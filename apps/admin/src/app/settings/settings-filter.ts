import { SETTING_TYPES, type SettingType } from '@gatehouse/api-client';

export interface SettingsFilter {
  readonly text?: string;
  readonly category?: string;
  readonly type?: SettingType;
}

/** Reads `smtp category:mail type:url` as people type it, `category:"Web shop"` too; words without a colon search in key and description. */
export function parseFilter(input: string): SettingsFilter {
  const filter: { text?: string; category?: string; type?: SettingType } = {};
  const words: string[] = [];
  for (const part of partsOf(input)) {
    const [name, written] = [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)];
    const value = written.replace(/^"(.*)"$/, '$1');
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
  const rest = partsOf(input).filter((part) => !part.startsWith(`${name}:`));
  return [...rest, value.includes(' ') ? `${name}:"${value}"` : `${name}:${value}`].join(' ');
}

function partsOf(input: string): readonly string[] {
  return input.match(/\w+:"[^"]*"|\S+/g) ?? [];
}
