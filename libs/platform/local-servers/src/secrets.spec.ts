import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyRing } from '@gatehouse/crypto';
import { ensureSecrets, readablePassword, readSecret, secretFile, secretVariables } from './secrets.mjs';

let parent: string;
let dir: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gatehouse-secrets-'));
  dir = join(parent, 'secrets');
});
afterEach(() => rmSync(parent, { recursive: true }));

const contents = () =>
  Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')]));

describe('first-run secrets', () => {
  it('are files that only their owner can read, in a folder that only their owner can enter', () => {
    ensureSecrets(dir, { dataExist: false });
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    const modes = readdirSync(dir).map((name) => statSync(join(dir, name)).mode & 0o777);
    expect(modes).toEqual(Array(8).fill(0o600));
  });

  it('are all different, and stay as they are at the next start', () => {
    expect(ensureSecrets(dir, { dataExist: false })).toHaveLength(8);
    const first = contents();
    expect(new Set(Object.values(first)).size).toBe(8);
    expect(ensureSecrets(dir, { dataExist: true })).toEqual([]);
    expect(contents()).toEqual(first);
  });

  it('make a key ring that the crypto lib reads', () => {
    ensureSecrets(dir, { dataExist: false });
    expect(KeyRing.parse(readSecret(dir, 'GATEHOUSE_ROOT_KEYS')).ids).toEqual(['k1']);
  });

  it('are made anew when one is missing that no data depend on', () => {
    ensureSecrets(dir, { dataExist: false });
    rmSync(secretFile(dir, 'REDIS_PASSWORD'));
    expect(ensureSecrets(dir, { dataExist: true })).toEqual(['REDIS_PASSWORD']);
  });

  it('are made when an older installation did not have them yet', () => {
    ensureSecrets(dir, { dataExist: false });
    rmSync(secretFile(dir, 'AUDIT_CHECKPOINT_KEY'));
    expect(ensureSecrets(dir, { dataExist: true })).toEqual(['AUDIT_CHECKPOINT_KEY']);
  });

  it('are refused anew where data would become unreadable, and nothing is written', () => {
    ensureSecrets(dir, { dataExist: false });
    rmSync(secretFile(dir, 'GATEHOUSE_ROOT_KEYS'));
    expect(() => ensureSecrets(dir, { dataExist: true })).toThrow(/gatehouse_root_keys: bring it back/);
    expect(readdirSync(dir)).toHaveLength(7);
  });

  it('are passed on as files, except those that the environment gives itself', () => {
    const names = ['DATABASE_PASSWORD', 'REDIS_PASSWORD', 'AUDIT_LOG_SECRET_KEY'] as const;
    const given = { REDIS_PASSWORD: 'x', AUDIT_LOG_SECRET_KEY_FILE: '/run/secrets/audit' };
    expect(secretVariables('/s', names, given)).toEqual({ DATABASE_PASSWORD_FILE: '/s/database_password' });
  });

  it('lose one line break when read, as the processes read them', () => {
    ensureSecrets(dir, { dataExist: false });
    writeFileSync(secretFile(dir, 'REDIS_PASSWORD'), 'by hand\r\n');
    expect(readSecret(dir, 'REDIS_PASSWORD')).toBe('by hand');
  });

  it('give the administrator a password that can be read aloud', () => {
    expect(readablePassword()).toMatch(/^([a-hjkmnp-z2-9]{5}-){5}[a-hjkmnp-z2-9]{5}$/);
    expect(readablePassword()).not.toBe(readablePassword());
  });
});
