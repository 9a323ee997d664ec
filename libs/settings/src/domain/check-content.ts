import { type FieldFault, GatehouseError } from '@gatehouse/contracts';
import { checkConstraints, violations } from './check-constraints.ts';
import { normaliseValue } from './normalise-value.ts';
import type { SettingContent } from './setting.ts';
import { LABEL, MAX_DESCRIPTION, MAX_TAGS, STORABLE_TEXT } from './text-rules.ts';

/**
 * The content in the form in which it is stored.
 * @throws SETTING_VALUE_INVALID with every fault, by field
 */
export function checkContent(content: SettingContent): SettingContent {
  const normalised = normaliseValue(content.type, content.value);
  const faults: FieldFault[] = [...propertyFaults(content), ...checkConstraints(content.type, content.constraints)];
  if ('faults' in normalised) throw invalid([...faults, ...normalised.faults]);
  faults.push(...violations(normalised.value, content.constraints));
  if (faults.length > 0) throw invalid(faults);
  return { ...content, tags: [...new Set(content.tags)].sort(), value: normalised.value };
}

function invalid(faults: readonly FieldFault[]): GatehouseError {
  return new GatehouseError('SETTING_VALUE_INVALID', 'Correct the listed fields and resend the setting.', {
    fields: faults.map(({ pointer, message }) => ({ pointer, message: sentence(message) })),
  });
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

function propertyFaults({ category, description, tags }: SettingContent): readonly FieldFault[] {
  const label =
    'must be 1 to 64 lowercase letters, digits, ".", "_" or "-", starting and ending with a letter or digit';
  const faults: FieldFault[] = [];
  if (!LABEL.test(category)) faults.push({ pointer: '/category', message: label });
  if (description.length > MAX_DESCRIPTION || !STORABLE_TEXT.test(description))
    faults.push({ pointer: '/description', message: `must be text of at most ${MAX_DESCRIPTION} characters` });
  if (tags.length > MAX_TAGS) faults.push({ pointer: '/tags', message: `must be at most ${MAX_TAGS}` });
  tags.forEach((tag, index) => {
    if (!LABEL.test(tag)) faults.push({ pointer: `/tags/${index}`, message: label });
  });
  return faults;
}
