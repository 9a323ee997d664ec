import type { FieldFault, JsonValue } from '@gatehouse/contracts';
import { normaliseValue } from './normalise-value.ts';
import type { SettingConstraints, SettingType } from './setting.ts';
import { MAX_ENUM } from './text-rules.ts';

const TEXT_TYPES: readonly SettingType[] = ['string', 'email', 'url', 'pem'];

const APPLIES: Readonly<Record<keyof SettingConstraints, readonly SettingType[]>> = {
  minLength: TEXT_TYPES,
  maxLength: TEXT_TYPES,
  min: ['number'],
  max: ['number'],
  enum: [...TEXT_TYPES, 'number'],
};

/** What is wrong with the constraints themselves. */
export function checkConstraints(type: SettingType, constraints: SettingConstraints): readonly FieldFault[] {
  const names = Object.keys(APPLIES) as (keyof SettingConstraints)[];
  const misplaced = names
    .filter((name) => constraints[name] !== undefined && !APPLIES[name].includes(type))
    .map((name) => ({ pointer: `/constraints/${name}`, message: `does not apply to the type ${type}` }));
  return [...misplaced, ...contradictions(constraints), ...enumFaults(type, constraints.enum ?? [])];
}

function contradictions({ minLength, maxLength, min, max }: SettingConstraints): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  if ((minLength ?? 0) > (maxLength ?? Infinity))
    faults.push({ pointer: '/constraints/minLength', message: 'must not exceed maxLength' });
  if ((min ?? -Infinity) > (max ?? Infinity))
    faults.push({ pointer: '/constraints/min', message: 'must not exceed max' });
  return faults;
}

function enumFaults(type: SettingType, choices: readonly (string | number)[]): readonly FieldFault[] {
  if (choices.length > MAX_ENUM)
    return [{ pointer: '/constraints/enum', message: `must list at most ${MAX_ENUM} values` }];
  if (!APPLIES.enum.includes(type)) return [];
  return choices.flatMap((choice, index) => {
    const normalised = normaliseValue(type, choice);
    if ('value' in normalised && normalised.value === choice) return [];
    const message = 'faults' in normalised ? `must be of the type ${type}` : 'must be in its canonical form';
    return [{ pointer: `/constraints/enum/${index}`, message }];
  });
}

/** What keeps a normalised value from satisfying its constraints. */
export function violations(value: JsonValue, constraints: SettingConstraints): readonly FieldFault[] {
  const { minLength = 0, maxLength = Infinity, min = -Infinity, max = Infinity } = constraints;
  const messages: string[] = [];
  if (typeof value === 'string') {
    const length = Array.from(value).length;
    if (length < minLength) messages.push(`must have at least ${minLength} characters`);
    if (length > maxLength) messages.push(`must have at most ${maxLength} characters`);
  }
  if (typeof value === 'number') {
    if (value < min) messages.push(`must be at least ${min}`);
    if (value > max) messages.push(`must be at most ${max}`);
  }
  // the choices are not quoted: of a secret, they are half the secret
  if (constraints.enum && !constraints.enum.some((choice) => choice === value))
    messages.push('must be one of the listed values');
  return messages.map((message) => ({ pointer: '/value', message }));
}
