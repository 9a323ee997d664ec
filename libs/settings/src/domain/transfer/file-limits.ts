/** What an export writes, an import takes. */
export const MAX_FILE_SETTINGS = 2_000;
export const MAX_FILE_BYTES = 1024 * 1024;
