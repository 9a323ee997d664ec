import type { PatchSetting, SettingSummary, SettingType } from '@gatehouse/api-client';

type SettingConstraints = SettingSummary['constraints'];

/** The constraints as the fields of a form have them: as text, empty for none. */
export interface LimitTexts {
  minLength: string;
  maxLength: string;
  min: string;
  max: string;
  choices: string;
}
export type LimitName = keyof LimitTexts;

/** Which limits a value of a type can have; the same as the API says. */
export function limitsOf(type: SettingType): readonly LimitName[] {
  switch (type) {
    case 'number':
      return ['min', 'max', 'choices'];
    case 'boolean':
    case 'json':
      return [];
    default:
      return ['minLength', 'maxLength', 'choices'];
  }
}

export function limitTexts({ minLength, maxLength, min, max, enum: choices }: SettingConstraints): LimitTexts {
  const text = (limit: number | undefined): string => (limit === undefined ? '' : String(limit));
  return {
    ...{ minLength: text(minLength), maxLength: text(maxLength), min: text(min), max: text(max) },
    // one a line: a choice may hold a comma
    choices: choices?.join('\n') ?? '',
  };
}

/** The constraints that the texts say, as far as they apply to the type. */
export function constraintsOf(texts: LimitTexts, type: SettingType): SettingConstraints {
  const said = limitsOf(type).filter((name) => texts[name].trim() !== '');
  return Object.fromEntries(said.map((name) => [API_NAMES[name], limitOf(name, texts[name], type)]));
}

/** The same as a change (RFC 7396): a limit that was emptied is taken away. */
export function constraintsPatch(
  texts: LimitTexts,
  type: SettingType,
  changed: readonly LimitName[],
): NonNullable<PatchSetting['constraints']> {
  const constraints: Record<string, unknown> = { ...constraintsOf(texts, type) };
  // null is how a merge patch takes a member away; the generated type does not know it
  return Object.fromEntries(changed.map((name) => [API_NAMES[name], constraints[API_NAMES[name]] ?? null]));
}

const API_NAMES = {
  minLength: 'minLength',
  maxLength: 'maxLength',
  min: 'min',
  max: 'max',
  choices: 'enum',
} as const satisfies Record<LimitName, keyof SettingConstraints>;

function limitOf(name: LimitName, text: string, type: SettingType): unknown {
  if (name !== 'choices') return numberOf(text);
  const choices = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return type === 'number' ? choices.map(numberOf) : choices;
}

/** What is no number goes as it was typed: the API says what is wrong with it. */
function numberOf(text: string): number | string {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}
