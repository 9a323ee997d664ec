import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldFault, GatehouseError } from '@gatehouse/contracts';
import { anyJsonFields } from './any-json.decorator.ts';
import { sourceOfMember } from './body/body-source.ts';
import { toPointerSegment } from './body/json-shape.ts';
import { ExactJsonValue, isExactJson } from './exact-json.decorator.ts';
import { kindOf, saysNothing, UNKNOWN_FIELD, unknownFields } from './known-fields.ts';

const MAX_FAULTS = 50;

/** Checks what comes in against the DTO: unknown fields are refused, and faults are told by place, never by value. */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => invalid(toFieldFaults(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype, type } = metadata;
    if (type === 'param' || !isDto(metatype) || typeof value !== 'object' || value === null) {
      return (await super.transform(value, metadata)) as unknown;
    }
    const unknown = unknownFields(value, metatype, MAX_FAULTS);
    if (unknown.length >= MAX_FAULTS) throw invalid(unknown);
    const { kept, rest } = setAside(value, metatype);
    const work = super.transform(rest, metadata) as Promise<object>;
    if (unknown.length > 0) throw invalid([...unknown, ...(await otherFaults(work, unknown))]);
    return Object.assign(await work, kept);
  }
}

function invalid(faults: readonly FieldFault[]): GatehouseError {
  return new GatehouseError('VALIDATION_FAILED', 'Correct the listed fields and resend the request.', {
    fields: faults.slice(0, MAX_FAULTS),
  });
}

/** What is wrong beside the unknown fields, so that a caller learns of all at once. */
async function otherFaults(work: Promise<object>, unknown: readonly FieldFault[]): Promise<readonly FieldFault[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    return error.fields.filter(({ pointer }) => unknown.every((one) => one.pointer !== pointer));
  }
}

/** Not what Nest hands on for a parameter without a class. */
function isDto(metatype: ArgumentMetadata['metatype']): metatype is Type<object> {
  return metatype !== undefined && ![Object, Array, String, Number, Boolean, Buffer].includes(metatype as never);
}

/** What no rule is about goes round the transformer, which would rebuild it name by name; of the rest it gets no more than rules look at. */
function setAside(value: object, metatype: Type<object>): { readonly kept: object; readonly rest: object } {
  const fields = anyJsonFields(metatype);
  const entries = Object.entries(value).filter(([name, inner]) => !saysNothing(inner, metatype, name));
  const isKept = ([name]: [string, unknown]) => fields.includes(name);
  return {
    kept: Object.fromEntries(
      entries
        .filter(isKept)
        .map(([name, inner]) => [name, isExactJson(metatype, name) ? toExact(value, name, inner) : inner]),
    ),
    rest: Object.fromEntries(
      entries.filter((entry) => !isKept(entry)).map(([name, inner]) => [name, kindOf(inner, metatype, name)]),
    ),
  };
}

function toExact(body: object, name: string, value: unknown): ExactJsonValue | undefined {
  return value === undefined
    ? undefined
    : new ExactJsonValue(value, sourceOfMember(body, name) ?? JSON.stringify(value));
}

/** The faults of a tree of validation errors, each with its JSON pointer. */
export function toFieldFaults(errors: readonly ValidationError[], parent = ''): readonly FieldFault[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}/${toPointerSegment(error.property)}`;
    const own = firstRule(error.constraints ?? {}).map(([rule, message]) => ({
      pointer,
      message: rule === 'whitelistValidation' ? UNKNOWN_FIELD : sentence(message),
    }));
    return [...own, ...toFieldFaults(error.children ?? [], pointer)];
  });
}

/** One fault a field: whether it is of the right kind comes before how long or large it is. */
const KINDS = [
  'whitelistValidation',
  'isDefined',
  'isNotEmpty',
  'isString',
  'isInt',
  'isNumber',
  'isBoolean',
  'isArray',
  'isObject',
  'isIn',
];

function firstRule(constraints: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  const rank = (rule: string) => (KINDS.includes(rule) ? KINDS.indexOf(rule) : KINDS.length);
  return Object.entries(constraints)
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .slice(0, 1);
}

function sentence(message: string): string {
  const text = message.slice(0, 300);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
