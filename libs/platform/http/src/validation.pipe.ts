import { Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldFault, GatehouseError } from '@gatehouse/contracts';
import { toPointerSegment } from './body/json-shape.ts';

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
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) =>
        new GatehouseError('VALIDATION_FAILED', 'Correct the named fields and send the request again.', {
          fields: toFieldFaults(errors).slice(0, MAX_FAULTS),
        }),
    });
  }
}

/** The faults of a tree of validation errors, each with its JSON pointer. */
export function toFieldFaults(errors: readonly ValidationError[], parent = ''): readonly FieldFault[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}/${toPointerSegment(error.property)}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      pointer,
      message: rule === 'whitelistValidation' ? 'This field is not known here.' : sentence(message),
    }));
    return [...own, ...toFieldFaults(error.children ?? [], pointer)];
  });
}

function sentence(message: string): string {
  const text = message.slice(0, 300);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
