/** One thing a list can be filtered by, as it is typed: `category:mail`. */
export interface Qualifier {
  readonly name: string;
  /** What it filters by, for people. */
  readonly meaning: string;
  readonly values?: readonly QualifierValue[];
  /** What may stand behind the colon where there is no list of it. */
  readonly example?: string;
}

export interface QualifierValue {
  readonly value: string;
  readonly meaning?: string;
}

export interface Suggestion {
  /** The words with the suggestion in them, and where the cursor stands then. */
  readonly text: string;
  readonly caret: number;
  readonly name: string;
  readonly meaning: string;
  /** More has to be typed: the filter does not apply yet. */
  readonly open: boolean;
}

const MOST = 8;
/** What is in quotes is one word, also before its second quote is typed. */
const WORD = /(?:[^\s"]|"[^"]*(?:"|$))+/g;
/** Neither an address with its scheme nor one of IPv6. */
const QUALIFIED = /^(-?[a-z][a-z-]*):(?!\/\/|:)/i;

export function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/** Splits `category:mail,"Web shop"` into its name and its values; a word in quotes is nothing but a word. */
export function qualifiedWord(word: string): { readonly name: string; readonly values: readonly string[] } | undefined {
  const name = QUALIFIED.exec(word)?.[1];
  if (name === undefined) return undefined;
  const parts = word.slice(name.length + 1).match(/(?:[^,"]|"[^"]*(?:"|$))+/g) ?? [];
  return { name: name.toLowerCase(), values: parts.map(unquoted).filter((value) => value !== '') };
}

export function unquoted(value: string): string {
  return value.replace(/^"([^"]*)"?$/, '$1');
}

export function quoted(value: string): string {
  return /[\s",]/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
}

/** The first qualifier that a list does not have: a filter that is left out would show what nobody asked for. */
export function unknownQualifier(text: string, qualifiers: readonly Qualifier[]): string | undefined {
  return wordsOf(text)
    .map((word) => qualifiedWord(word)?.name)
    .find((name) => name !== undefined && !qualifiers.some((known) => known.name === name));
}

/** What could stand where the cursor is: names while a name is typed, behind its colon what is known of its values. */
export function suggest(text: string, caret: number, qualifiers: readonly Qualifier[]): readonly Suggestion[] {
  const before = text.slice(0, caret);
  const start = [...before.matchAll(WORD)].find((word) => word.index + word[0].length === caret)?.index ?? caret;
  const word = before.slice(start);
  const put = (instead: string, open: boolean): Pick<Suggestion, 'text' | 'caret' | 'open'> => {
    const rest = text.slice(caret);
    const gap = open || rest.startsWith(' ') ? '' : ' ';
    return { text: text.slice(0, start) + instead + gap + rest, caret: start + instead.length + gap.length, open };
  };
  const colon = word.indexOf(':');
  if (colon === -1) {
    const typed = word.toLowerCase();
    return qualifiers
      .filter(({ name }) => name.startsWith(typed))
      .map(({ name, meaning, example }) => ({
        ...put(`${name}:`, true),
        name: `${name}:${example ?? ''}`,
        meaning,
      }));
  }
  const known = qualifiers.find(({ name }) => name === word.slice(0, colon).toLowerCase());
  // behind a comma another value begins
  const from = Math.max(colon, word.lastIndexOf(',')) + 1;
  const typed = word.slice(from).replaceAll('"', '').toLowerCase();
  return (known?.values ?? [])
    .filter(({ value, meaning = '' }) => value.toLowerCase().includes(typed) || meaning.toLowerCase().includes(typed))
    .filter(({ value }) => value.toLowerCase() !== typed)
    .slice(0, MOST)
    .map(({ value, meaning = '' }) => ({
      ...put(word.slice(0, from) + quoted(value), false),
      name: value,
      meaning: meaning === value ? '' : meaning,
    }));
}
