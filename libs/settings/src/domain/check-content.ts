import { type FieldFault, GatehouseError } from '@gatehouse/contracts';
import { checkConstraints, violations } from './check-constraints.ts';
import type { GivenValue } from './given-value.ts';
import { normalForm } from './normal-form.ts';
import type { SettingType } from './setting-type.ts';
import {
  changedProperties,
  type SettingConstraints,
  type SettingContent,
  type SettingInput,
  type SettingProperties,
} from './setting.ts';
import { LABEL, LABEL_FAULT, MAX_DESCRIPTION, MAX_TAGS, STORABLE_TEXT } from './text-rules.ts';

type Undefinable<T, Names extends keyof T> = { readonly [Name in Names]?: T[Name] | undefined };

/**
 * Content that keeps all rules, its value as it was given.
 * @throws SETTING_VALUE_INVALID with every fault, by field
 */
export function checkContent(content: SettingInput): SettingContent {
  const { type, value, constraints } = content;
  const faults = [...faultsOfProperties(content), ...faultsOfValue(type, value, constraints)];
  if (faults.length > 0 || 'unreadable' in value) throw invalidContent(faults);
  return { ...content, tags: [...new Set(content.tags)].sort(), value };
}

/**
 * Properties that are changed without their value. The value is looked at only under new constraints: one that was stored
 * under older rules keeps its place.
 * @throws SETTING_VALUE_INVALID with every fault, by field
 */
export function checkProperties(
  before: SettingProperties,
  after: SettingProperties,
  value: GivenValue,
): SettingProperties {
  const constrains = changedProperties(before, after).includes('constraints');
  const faults = [
    ...faultsOfProperties(after),
    ...(constrains ? faultsOfValue(after.type, value, after.constraints).map(ofStoredValue) : []),
  ];
  if (faults.length > 0) throw invalidContent(faults);
  return { ...after, tags: [...new Set(after.tags)].sort() };
}

function ofStoredValue({ pointer, message }: FieldFault): FieldFault {
  return pointer === '/value'
    ? { pointer: '/constraints', message: `the stored value ${message}` }
    : { pointer, message };
}

/** What is wrong with constraints, and with a value under them. */
export function faultsOfValue(
  type: SettingType,
  value: SettingInput['value'] | undefined,
  constraints: SettingConstraints,
): readonly FieldFault[] {
  const faults = checkConstraints(type, constraints);
  if (value === undefined) return faults;
  const form = normalForm(type, value);
  return [...faults, ...('faults' in form ? form.faults : violations(type, form.normal, constraints))];
}

function invalidContent(faults: readonly FieldFault[]): GatehouseError {
  return new GatehouseError('SETTING_VALUE_INVALID', 'Correct the listed fields and resend the setting.', {
    fields: toSentences(faults),
  });
}

export function toSentences(faults: readonly FieldFault[]): readonly FieldFault[] {
  return faults.map(({ pointer, message }) => ({ pointer, message: sentence(message) }));
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** What is wrong with the properties that are given. */
export function faultsOfProperties({
  category,
  description = '',
  tags = [],
}: Undefinable<SettingProperties, 'category' | 'description' | 'tags'>): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  if (category !== undefined && !LABEL.test(category)) faults.push({ pointer: '/category', message: LABEL_FAULT });
  if (description.length > MAX_DESCRIPTION || !STORABLE_TEXT.test(description))
    faults.push({ pointer: '/description', message: `must be text of at most ${MAX_DESCRIPTION} characters` });
  if (tags.length > MAX_TAGS) faults.push({ pointer: '/tags', message: `must be at most ${MAX_TAGS}` });
  tags.forEach((tag, index) => {
    if (!LABEL.test(tag)) faults.push({ pointer: `/tags/${index}`, message: LABEL_FAULT });
  });
  return faults;
}
