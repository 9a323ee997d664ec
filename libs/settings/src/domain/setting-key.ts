/**
 * Keys as people write them: `DATABASE_URL`, `Mail.From`, `smtp-password`. Case is kept, and no two keys differ in case
 * only. There is no slash: proxies decode `%2F` in a path, each in its own way.
 */
export const SETTING_KEY = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_])?$/;
export const MAX_KEY = 128;

/** Addresses beside the settings: a setting of this name could not be told from them, whatever the case. */
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

/** What is wrong with a key, with the nearest one that is right. */
export function faultOfKey(key: string): string | undefined {
  if (SETTING_KEY.test(key)) return isReserved(key) ? reservedFault(key) : undefined;
  const nearest = nearestKey(key);
  const offer = nearest === undefined ? '' : `; the nearest is ${nearest}`;
  if (key.includes('/')) return `must not hold a slash, which proxies rewrite in addresses${offer}`;
  return `must be 1 to ${MAX_KEY} letters (a to z), digits, ".", "_" or "-", and begin and end with a letter, digit or "_"${offer}`;
}

function isReserved(key: string): boolean {
  // routes do not tell upper from lower case
  return RESERVED_KEYS.includes(key.toLowerCase());
}

function reservedFault(key: string): string {
  return `must not be one of ${RESERVED_KEYS.join(', ')}: Gatehouse keeps these names; the nearest is ${key}_`;
}

/** Levels are told by dots, as `/` and `:` tell them elsewhere; accents and other characters become plain ones. */
export function nearestKey(key: string): string | undefined {
  const plain = key
    .slice(0, 4 * MAX_KEY)
    .trim()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[/\\:]+/g, '.')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, MAX_KEY)
    .replace(/[.-]+$/, '');
  if (!SETTING_KEY.test(plain) || /^_*$/.test(plain)) return undefined;
  return isReserved(plain) ? `${plain}_` : plain;
}
