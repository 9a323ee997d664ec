// First-run secrets: one 0600 file each, read by the processes through the same `*_FILE` settings as Docker secrets.
import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const token = () => randomBytes(32).toString('base64url');

/** What each secret is made of, by the setting that takes it. */
const SECRETS = /** @type {const} */ ({
  POSTGRES_SUPERUSER_PASSWORD: token,
  DATABASE_OWNER_PASSWORD: token,
  DATABASE_PASSWORD: token,
  REDIS_PASSWORD: token,
  GATEHOUSE_ROOT_KEYS: () => `k1:${token()}`,
  AUDIT_LOG_SECRET_KEY: token,
  AUDIT_CHECKPOINT_KEY: token,
  FIRST_ADMIN_PASSWORD: readablePassword,
});

/** @typedef {keyof typeof SECRETS} SecretName */

/** What was written with these can be read with no other: they are never made a second time for the same data. */
const IRREPLACEABLE = /** @type {const} */ ([
  'POSTGRES_SUPERUSER_PASSWORD',
  'GATEHOUSE_ROOT_KEYS',
  'AUDIT_LOG_SECRET_KEY',
]);

/** Letters and digits that nobody mistakes for each other when reading them aloud. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Six groups of five: 148 bits, and long enough for production's rules. */
export function readablePassword() {
  const group = () => Array.from({ length: 5 }, () => READABLE[randomInt(READABLE.length)]).join('');
  return Array.from({ length: 6 }, group).join('-');
}

/** @param {string} dir @param {SecretName} name */
export function secretFile(dir, name) {
  return join(dir, name.toLowerCase());
}

/**
 * Makes the secrets that are missing; one that exists is never touched.
 * @param {string} dir @param {{ dataExist: boolean }} options
 *   `dataExist`: data were written before, so a secret that they need must not be made anew.
 * @returns {readonly SecretName[]} those that were made
 */
export function ensureSecrets(dir, { dataExist }) {
  const names = /** @type {SecretName[]} */ (Object.keys(SECRETS));
  const missing = names.filter((name) => !existsSync(secretFile(dir, name)));
  const lost = IRREPLACEABLE.filter((name) => missing.includes(name));
  if (dataExist && lost.length > 0) {
    const files = lost.map((name) => secretFile(dir, name)).join(', ');
    throw new Error(
      `the data need ${files}: bring it back from a backup, or delete the whole state folder to begin anew`,
    );
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  for (const name of missing) writeOnce(secretFile(dir, name), `${SECRETS[name]()}\n`);
  return missing;
}

/** @param {string} dir @param {SecretName} name */
export function readSecret(dir, name) {
  return readFileSync(secretFile(dir, name), 'utf8').replace(/\r?\n$/, '');
}

/**
 * The `<NAME>_FILE` variables of some secrets; those that the environment gives in either form are left to it.
 * @param {string} dir @param {readonly SecretName[]} names @param {NodeJS.ProcessEnv} environment
 * @returns {Record<string, string>}
 */
export function secretVariables(dir, names, environment) {
  const ours = names.filter((name) => environment[name] === undefined && environment[`${name}_FILE`] === undefined);
  return Object.fromEntries(ours.map((name) => [`${name}_FILE`, secretFile(dir, name)]));
}

/**
 * A reader never sees half a file, and of two writers the first one wins.
 * @param {string} path @param {string} text
 */
function writeOnce(path, text) {
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
