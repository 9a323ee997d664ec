import type { JsonValue } from '@gatehouse/contracts';
import { ExactJson, ExactJsonValue } from '@gatehouse/http';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { type GivenValue, givenValue, type UnreadableValue } from '../domain/given-value.ts';
import { isTextType, type SettingType } from '../domain/setting-type.ts';
import { MAX_VALUE_BYTES } from '../domain/text-rules.ts';
import { readJsonText } from '../use-cases/changing/read-json-text.ts';

export const VALUE_KINDS = [
  { type: 'string' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'array', items: {} },
  { type: 'object', additionalProperties: true },
  { type: 'null' },
];

/** A value, in one of the two ways in which it can be given. */
export class SettingValueDto {
  // its type decides in the domain
  @ApiPropertyOptional({
    description:
      'Text for string, email, url and pem; a number, a boolean or any JSON for the types of these names. Kept as it ' +
      `is written here: spelling of numbers, order of names and spaces too. At most ${MAX_VALUE_BYTES} bytes.`,
    oneOf: VALUE_KINDS,
  })
  @ExactJson()
  value?: unknown;

  @ApiPropertyOptional({
    type: String,
    maxLength: MAX_VALUE_BYTES,
    description:
      'Instead of `value`: the same as text. For number, boolean and json it is JSON that stands in a text, so that ' +
      'programs that read numbers as doubles can send it unharmed.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_VALUE_BYTES)
  valueText?: string;
}

/**
 * The value that is given as JSON. `null` is a value of the type json, but beside a text it is a field that a typed client
 * never set.
 */
export function jsonOf({ value, valueText }: SettingValueDto): ExactJsonValue | undefined {
  if (!(value instanceof ExactJsonValue)) return undefined;
  return value.value === null && typeof valueText === 'string' ? undefined : value;
}

/** The value of a request; `undefined` when it has none. */
export function valueOf(type: SettingType, dto: SettingValueDto): GivenValue | UnreadableValue | undefined {
  const json = jsonOf(dto);
  if (json) return givenValue(type, json.value as JsonValue, json.source);
  const { valueText } = dto;
  if (typeof valueText !== 'string') return undefined;
  return isTextType(type) ? givenValue(type, valueText) : readJsonText(type, valueText);
}
