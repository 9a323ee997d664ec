import { GatehouseError, type JsonValue } from '@gatehouse/contracts';
import { parseJson } from '@gatehouse/http';
import type { GivenValue, UnreadableValue } from '../../domain/given-value.ts';
import { HOW_TO_WRITE } from '../../domain/normal-form.ts';
import type { SettingType } from '../../domain/setting-type.ts';

/** A value that is given as JSON in a text, under the rules of a body. */
export function readJsonText(type: SettingType, text: string): GivenValue | UnreadableValue {
  if (text.startsWith('\ufeff')) return { unreadable: 'must not begin with a byte order mark; save it without one' };
  try {
    return { text, json: parseJson(text) as JsonValue };
  } catch (error) {
    if (error instanceof GatehouseError) return { unreadable: reasonOf(error, type) };
    throw error;
  }
}

function reasonOf({ code, message, fields }: GatehouseError, type: SettingType): string {
  switch (code) {
    case 'MALFORMED_JSON':
      return type === 'number' || type === 'boolean'
        ? HOW_TO_WRITE[type]
        : 'must be JSON; check quotes, commas and brackets';
    case 'JSON_TOO_DEEP':
      return 'must not nest more than 32 levels of objects and lists';
    default:
      return `must be other JSON: ${lowerFirst(fields[0]?.message ?? message).replace(/\.$/, '')}`;
  }
}

const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
