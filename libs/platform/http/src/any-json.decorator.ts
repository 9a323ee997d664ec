import 'reflect-metadata';
import { Allow } from 'class-validator';

const ANY_JSON = Symbol('gatehouse:any-json');

/** A field that takes any JSON, as it came: neither transformed nor validated here, so that its size costs nothing. */
export const AnyJson = (): PropertyDecorator => (target, property) => {
  Reflect.defineMetadata(ANY_JSON, [...anyJsonFields(target.constructor), String(property)], target.constructor);
  Allow()(target, property);
};

/** The names of such fields of a class and of those that it extends. */
export function anyJsonFields(type: object): readonly string[] {
  return (Reflect.getMetadata(ANY_JSON, type) as readonly string[] | undefined) ?? [];
}
