import { SETTING_TYPES, type SettingType } from '@gatehouse/api-client';
import { qualifiedWord, quoted, unknownQualifier, unquoted, wordsOf } from '../ui/filter-words.ts';
import type { Qualifier } from '../ui/filter-words.ts';

/** What the API is asked. */
export interface SettingsFilter {
  text?: string;
  category?: string[];
  type?: SettingType[];
  tag?: string[];
  expiringBefore?: string;
}

const UNIT_MS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
/** The beginning of a time that is still being typed. */
const UNFINISHED_TIME = /^<?(\d*|\d{4}-(\d{0,2}|\d\d-\d?))$/;

export function settingQualifiers(categories: readonly string[], tags: readonly string[]): readonly Qualifier[] {
  return [
    { name: 'category', meaning: $localize`Category`, values: categories.map((value) => ({ value })) },
    { name: 'type', meaning: $localize`Type`, values: SETTING_TYPES.map((value) => ({ value })) },
    { name: 'tag', meaning: $localize`Tag`, values: tags.map((value) => ({ value })) },
    {
      name: 'expires',
      meaning: $localize`Expires before, or has expired`,
      example: '<14d',
      values: [
        { value: '<0d', meaning: $localize`has expired` },
        { value: '<14d', meaning: $localize`within 14 days` },
        { value: '<90d', meaning: $localize`within 90 days` },
      ],
    },
  ];
}

/**
 * Reads `smtp category:mail,billing tag:prod expires:<14d` as people type it; a comma means or. Words without a colon
 * search in key and description, in quotes as they are.
 */
export function parseFilter(input: string, now = Date.now()): SettingsFilter {
  const filter: SettingsFilter = {};
  const words: string[] = [];
  for (const word of wordsOf(input)) {
    const qualified = qualifiedWord(word);
    if (qualified === undefined) words.push(unquoted(word));
    else if (qualified.values.length > 0) apply(filter, qualified.name, qualified.values, now);
  }
  const text = words.join(' ').trim();
  if (text !== '') filter.text = text;
  return filter;
}

function apply(filter: SettingsFilter, name: string, values: readonly string[], now: number): void {
  if (name === 'category' || name === 'tag') filter[name] = [...(filter[name] ?? []), ...values];
  const types = SETTING_TYPES.filter((type) => values.includes(type));
  if (name === 'type' && types.length > 0) filter.type = [...(filter.type ?? []), ...types];
  const before = name === 'expires' ? momentOf(values[0] ?? '', now) : undefined;
  if (before !== undefined) filter.expiringBefore = before;
}

/** What cannot be meant, in words; a list that is filtered by less than was typed would show what nobody asked for. */
export function faultOf(input: string): string {
  const unknown = unknownQualifier(input, settingQualifiers([], []));
  if (unknown !== undefined)
    return $localize`Settings have no filter “${unknown}:NAME:”. There are category, type, tag and expires; put words with a colon in quotes.`;
  for (const word of wordsOf(input)) {
    const { name, values } = qualifiedWord(word) ?? { name: '', values: [] };
    const type = values.find((value) => !SETTING_TYPES.some((known) => known.startsWith(value)));
    if (name === 'type' && type !== undefined)
      return $localize`No setting has the type “${type}:NAME:”. There are ${SETTING_TYPES.join(', ')}:TYPES:.`;
    const time = values.find((value) => momentOf(value, 0) === undefined && !UNFINISHED_TIME.test(value));
    if (name === 'expires' && time !== undefined)
      return $localize`“${time}:TIME:” is no time. Write <14d, <2w, <12h or <2026-12-31.`;
  }
  return '';
}

/** `<14d` from now; a date is the beginning of that day where the reader is. */
function momentOf(written: string, now: number): string | undefined {
  const [, amount, unit] = /^<?(\d{1,4})([hdw])$/.exec(written) ?? [];
  if (amount !== undefined) return new Date(now + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]).toISOString();
  const [, date] = /^<?(\d{4}-\d\d-\d\d)$/.exec(written) ?? [];
  const day = new Date(`${date ?? ''}T00:00:00`);
  return Number.isNaN(day.getTime()) ? undefined : day.toISOString();
}

/** Puts `name:value` into the typed filter in place of an earlier one of that name. */
export function withQualifier(input: string, name: 'category' | 'type', value: string): string {
  const rest = wordsOf(input).filter((word) => qualifiedWord(word)?.name !== name);
  return [...rest, `${name}:${quoted(value)}`].join(' ');
}
