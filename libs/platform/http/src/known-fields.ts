import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { FieldFault } from '@gatehouse/contracts';
import { toPointerSegment } from './body/json-shape.ts';

type Constructor = abstract new (...parameters: never[]) => object;

export const UNKNOWN_FIELD = 'Unknown field.';

/**
 * The fields that a DTO does not have, at any depth. Asked before class-validator, which does all its work for each
 * field before it looks whether there is such a one (CWE-407): 28,000 of them held the process for seconds.
 */
export function unknownFields(value: unknown, type: Constructor, limit: number): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  collect(value, type, '', (pointer) => faults.push({ pointer, message: UNKNOWN_FIELD }) < limit);
  return faults;
}

/** @returns whether to go on */
function collect(value: unknown, type: Constructor, parent: string, add: (pointer: string) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) {
    return value.every((item: unknown, index) => collect(item, type, `${parent}/${index}`, add));
  }
  const fields = fieldsOf(type);
  return Object.entries(value).every(([name, inner]) => {
    const nested = fields.get(name);
    const pointer = `${parent}/${toPointerSegment(name)}`;
    if (!fields.has(name)) return add(pointer);
    return nested === undefined || collect(inner, nested, pointer, add);
  });
}

const known = new Map<Constructor, ReadonlyMap<string, Constructor | undefined>>();

/** Each validated field of a class, with the class of what is nested in it. */
function fieldsOf(type: Constructor): ReadonlyMap<string, Constructor | undefined> {
  const found = known.get(type);
  if (found) return found;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const fields = new Map<string, Constructor | undefined>();
  for (const { propertyName, type: rule } of rules) {
    if (rule === ValidationTypes.NESTED_VALIDATION) fields.set(propertyName, nestedType(type, propertyName));
    else if (!fields.has(propertyName)) fields.set(propertyName, undefined);
  }
  known.set(type, fields);
  return fields;
}

function nestedType(type: Constructor, property: string): Constructor | undefined {
  return defaultMetadataStorage.findTypeMetadata(type, property)?.typeFunction() as Constructor | undefined;
}
