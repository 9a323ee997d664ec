import type { FieldFault, JsonValue } from '@gatehouse/contracts';
import { givenValue } from './given-value.ts';
import { normalForm } from './normal-form.ts';
import { type SettingType, TEXT_TYPES } from './setting-type.ts';
import type { SettingConstraints } from './setting.ts';
import { MAX_ENUM } from './text-rules.ts';

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
  return choices.flatMap((choice, index) =>
    normalOf(type, choice) === undefined
      ? [{ pointer: `/constraints/enum/${index}`, message: `must be of the type ${type}` }]
      : [],
  );
}

function normalOf(type: SettingType, choice: string | number): JsonValue | undefined {
  const form = normalForm(type, givenValue(type, choice));
  return 'normal' in form ? form.normal : undefined;
}

/** What keeps a value, in its normal form, from satisfying its constraints. */
export function violations(
  type: SettingType,
  value: JsonValue,
  constraints: SettingConstraints,
): readonly FieldFault[] {
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
  if (constraints.enum && !constraints.enum.some((choice) => normalOf(type, choice) === value))
    messages.push('must be one of the listed values');
  return messages.map((message) => ({ pointer: '/value', message }));
}
