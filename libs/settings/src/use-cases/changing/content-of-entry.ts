import { faultsOfValue } from '../../domain/check-content.ts';
import { type GivenValue, givenValue, type UnreadableValue } from '../../domain/given-value.ts';
import { isTextType, type SettingType } from '../../domain/setting-type.ts';
import { propertiesOf, type Setting, type SettingContent } from '../../domain/setting.ts';
import type { LineFault, ReadEntry, ReadValue } from '../../domain/transfer/read-entry.ts';
import { readJsonText } from './read-json-text.ts';

/**
 * What a setting holds after the import of a line. One that exists keeps its type and all else that is known of it; a new one
 * has the type that the value shows, and is sensitive.
 */
export function contentOfEntry(
  { key, line, value: read }: ReadEntry,
  current: Setting | undefined,
  category: string | undefined,
): SettingContent | { readonly faults: readonly LineFault[] } {
  if (current && current.key !== key)
    return { faults: [{ line, key, message: `differs from the setting ${current.key} in upper and lower case only` }] };
  if (!current && category === undefined)
    return { faults: [{ line, key, message: 'is a new setting; say its category with the parameter category' }] };
  const properties = current ? propertiesOf(current) : { ...NEW, category: category ?? '', type: typeOf(read) };
  const value = valueOf(properties.type, read);
  const faults = faultsOfValue(properties.type, value, properties.constraints);
  if (faults.length > 0 || 'unreadable' in value)
    return { faults: faults.map(({ message }) => ({ line, key, message })) };
  return { ...properties, value };
}

const NEW = { description: '', tags: [], constraints: {}, sensitive: true, expiresAt: null };

function typeOf(read: ReadValue): SettingType {
  if (read.kind !== 'json') return 'string';
  const type = typeof JSON.parse(read.source);
  return type === 'number' || type === 'boolean' ? type : 'json';
}

function valueOf(type: SettingType, read: ReadValue): GivenValue | UnreadableValue {
  if (!isTextType(type)) return readJsonText(type, read.kind === 'untyped' ? read.text : read.source);
  return read.kind === 'json' ? { unreadable: 'must be text; put quotes around it' } : givenValue(type, read.text);
}
