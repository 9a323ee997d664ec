import 'reflect-metadata';
import { AnyJson, anyJsonFields } from './any-json.decorator.ts';

const EXACT_JSON = Symbol('gatehouse:exact-json');

/** JSON as it was sent: numbers with all digits they were written with, names in their order. */
export class ExactJsonValue {
  constructor(
    readonly value: unknown,
    readonly source: string,
  ) {}
}

/** A field like `AnyJson` that arrives as an `ExactJsonValue`, for what is given back as it came. */
export const ExactJson = (): PropertyDecorator => (target, property) => {
  AnyJson()(target, property);
  Reflect.defineMetadata(EXACT_JSON, true, target, property);
};

export function isExactJson(type: { readonly prototype: object }, field: string): boolean {
  return Reflect.getMetadata(EXACT_JSON, type.prototype, field) === true;
}

export function exactJsonFields(type: { readonly prototype: object }): readonly string[] {
  return anyJsonFields(type).filter((field) => isExactJson(type, field));
}
