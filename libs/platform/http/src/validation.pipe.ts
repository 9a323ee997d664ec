import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldFault, GatehouseError } from '@gatehouse/contracts';
import { toPointerSegment } from './body/json-shape.ts';

const MAX_FAULTS = 50;
const UNKNOWN_FIELD = 'This field is not known here.';

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
      exceptionFactory: (errors) =>
        new GatehouseError('VALIDATION_FAILED', 'Correct the named fields and send the request again.', {
          fields: toFieldFaults(errors).slice(0, MAX_FAULTS),
        }),
    });
  }

  /** Names that every object inherits slip through the whitelist of class-validator. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'param' && typeof value === 'object' && value !== null) {
      const fields = Object.keys(value)
        .filter((name) => name in Object.prototype)
        .map((name) => ({ pointer: `/${toPointerSegment(name)}`, message: UNKNOWN_FIELD }));
      if (fields.length > 0) throw new GatehouseError('VALIDATION_FAILED', 'Remove the unknown fields.', { fields });
    }
    return (await super.transform(value, metadata)) as unknown;
  }
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
