/** Stored text is well-formed Unicode without NUL, which Postgres and C programs cannot hold. */
export const STORABLE_TEXT = /^[^\0\p{Surrogate}]*$/u;
export const SETTING_KEY = /^[a-z0-9](?:[a-z0-9._-]{0,126}[a-z0-9])?$/;
/** Addresses beside the settings: a setting of this name could not be told from them. */
export const RESERVED_KEYS: readonly string[] = [
  'categories',
  'export',
  'health',
  'import',
  'recent',
  'resolve',
  'rewrap',
  'rollback',
  'rollback-category',
  'validate',
];
/** Categories and tags. */
export const LABEL = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
export const MAX_TAGS = 20;
export const MAX_DESCRIPTION = 1000;
export const MAX_VALUE_BYTES = 65_536;
export const MAX_ENUM = 100;
