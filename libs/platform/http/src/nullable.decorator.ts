import { ValidateIf } from 'class-validator';

/** A field that may be left out, and in which null says something else than that: the way back to the default, as in a merge patch. */
export const Nullable = (): PropertyDecorator =>
  ValidateIf((_dto, value: unknown) => value !== undefined && value !== null);
