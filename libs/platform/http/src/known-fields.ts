import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { ARRAY_MAX_SIZE, getMetadataStorage, IS_OBJECT, IS_OPTIONAL, ValidationTypes } from 'class-validator';
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
    const field = fields.get(name);
    const pointer = `${parent}/${toPointerSegment(name)}`;
    if (!field) return add(pointer);
    return field.nested === undefined || collect(inner, field.nested, pointer, add);
  });
}

/**
 * The same value for rules that look at its kind only: an object where the field takes none is refused whatever it holds,
 * and class-transformer would build all of that first, name by name. Of a list that is too long, one item too many is enough.
 */
export function kindOf(value: unknown, type: Constructor, name: string): unknown {
  const field = fieldsOf(type).get(name);
  if (!field || typeof value !== 'object' || value === null) return value;
  const kind = kindOfItem(field);
  if (!Array.isArray(value)) return kind(value);
  const items: readonly unknown[] = value.length > field.mostItems ? value.slice(0, field.mostItems + 1) : value;
  return items.map(kind);
}

function kindOfItem({ nested, takesObjects }: Field): (value: unknown) => unknown {
  if (nested) return (value) => kindsIn(value, nested);
  return takesObjects ? (value) => value : emptied;
}

function kindsIn(value: unknown, type: Constructor): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, kindOf(inner, type, name)]));
}

/**
 * Whether a member says nothing. Go, Java and C# write a field that was never set as null; to a field that may be left out
 * that is the same as leaving it out. Where null says something, the field is `@Nullable()`.
 */
export function saysNothing(value: unknown, type: Constructor, name: string): boolean {
  return value === null && fieldsOf(type).get(name)?.optional === true;
}

function emptied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? [] : {};
}

interface Field {
  /** The class of what is nested in it. */
  readonly nested: Constructor | undefined;
  readonly takesObjects: boolean;
  readonly optional: boolean;
  /** How many items a list may have. */
  readonly mostItems: number;
}

const NOTHING_KNOWN: Field = { nested: undefined, takesObjects: false, optional: false, mostItems: Infinity };

const known = new Map<Constructor, ReadonlyMap<string, Field>>();

/** Each validated field of a class. */
function fieldsOf(type: Constructor): ReadonlyMap<string, Field> {
  const found = known.get(type);
  if (found) return found;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const fields = new Map<string, Field>();
  for (const { propertyName, type: rule, name, constraints } of rules) {
    const { nested, takesObjects, optional, mostItems } = fields.get(propertyName) ?? NOTHING_KNOWN;
    const nests = rule === ValidationTypes.NESTED_VALIDATION;
    fields.set(propertyName, {
      nested: nests ? nestedType(type, propertyName) : nested,
      takesObjects: takesObjects || nests || rule === ValidationTypes.WHITELIST || name === IS_OBJECT,
      optional: optional || name === IS_OPTIONAL,
      mostItems: name === ARRAY_MAX_SIZE ? Number(constraints[0]) : mostItems,
    });
  }
  known.set(type, fields);
  return fields;
}

function nestedType(type: Constructor, property: string): Constructor | undefined {
  return defaultMetadataStorage.findTypeMetadata(type, property)?.typeFunction() as Constructor | undefined;
}
