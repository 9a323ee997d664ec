/** Stored text is well-formed Unicode without NUL, which Postgres and C programs cannot hold. */
export const STORABLE_TEXT = /^[^\0\p{Surrogate}]*$/u;
/** Categories and tags. */
export const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?$/;
export const LABEL_FAULT =
  'must be 1 to 64 letters (a to z), digits, spaces, ".", "_" or "-", and begin and end with a letter or digit';
export const MAX_TAGS = 20;
export const MAX_DESCRIPTION = 1000;
export const MAX_VALUE_BYTES = 65_536;
export const MAX_ENUM = 100;
