import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ConfigError, loadConfig } from './load-config.ts';
import { defineConfig } from './section.ts';
import { setting } from './setting.ts';

const STRONG = 'k9XvQ2mL7pR4tW8zB3nC6yH1jF5dS0aG-uTqE';
const section = defineConfig(
  'mail',
  {
    port: setting.integer('MAIL_PORT', { default: 25, min: 1, max: 65_535, description: 'Port' }),
    password: setting.secret('MAIL_PASSWORD', { description: 'Password' }),
    origins: setting.stringList('MAIL_ORIGINS', { default: [], description: 'Origins' }),
  },
  (config) => (config.port === 26 ? ['MAIL_PORT: 26 is taken by the rule of this test'] : []),
);

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
function secretFile(content: string | Buffer): string {
  const path = join(folder, `secret-${Math.random().toString(36).slice(2)}`);
  writeFileSync(path, content);
  return path;
}
function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig([section], environment);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}

describe('loadConfig', () => {
  it('gives defaults and typed values, frozen', () => {
    const config = loadConfig([section], { MAIL_PASSWORD: STRONG, MAIL_ORIGINS: '["a"]' }).get(section);
    expect(config).toEqual({ port: 25, password: STRONG, origins: ['a'] });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every fault at once and never a value', () => {
    const faults = faultsOf({ MAIL_PORT: 'hunter2', MAIL_PASSWORD: 'short', MAIL_ORIGINS: '{' });
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toMatch(/hunter2|short\b/);
  });

  it('reads a secret from a file and cuts one line break, LF or CRLF', () => {
    for (const end of ['', '\n', '\r\n']) {
      const config = loadConfig([section], { MAIL_PASSWORD_FILE: secretFile(STRONG + end) }).get(section);
      expect(config.password).toBe(STRONG);
    }
    expect(loadConfig([section], { MAIL_PASSWORD_FILE: secretFile(`${STRONG}\n\n`) }).get(section).password).toBe(
      `${STRONG}\n`,
    );
  });

  it.each([
    ['an empty file', Buffer.from('\n')],
    ['a byte order mark', Buffer.from(`\uFEFF${STRONG}`)],
    ['broken UTF-8', Buffer.from([0xff, 0xfe, 0x41])],
  ])('refuses %s', (_name, content) => {
    expect(faultsOf({ MAIL_PASSWORD_FILE: secretFile(content) })).toHaveLength(1);
  });

  it('refuses a missing file, an empty variable, both forms at once and a missing secret', () => {
    expect(faultsOf({ MAIL_PASSWORD_FILE: join(folder, 'none') })[0]).toContain('ENOENT');
    expect(faultsOf({ MAIL_PASSWORD: '' })[0]).toContain('empty');
    expect(faultsOf({ MAIL_PASSWORD: STRONG, MAIL_PASSWORD_FILE: secretFile(STRONG) })[0]).toContain('twice');
    expect(faultsOf({})[0]).toContain('required');
  });

  it('runs the rules across settings', () => {
    expect(faultsOf({ MAIL_PASSWORD: STRONG, MAIL_PORT: '26' })).toEqual([
      'MAIL_PORT: 26 is taken by the rule of this test',
    ]);
  });

  it.each([
    'REPLACE_WITH_A_REAL_SECRET_OF_32_BYTES',
    'CHANGE_THIS_PASSWORD_NOW_OR_ELSE_PLEASE',
    'a'.repeat(64),
    'only-twenty-bytes-xy',
  ])('refuses the weak secret %s in production only', (weak) => {
    expect(faultsOf({ ENVIRONMENT: 'production', MAIL_PASSWORD: weak })).toHaveLength(1);
    expect(faultsOf({ ENVIRONMENT: 'development', MAIL_PASSWORD: weak })).toHaveLength(0);
  });

  it('refuses two purposes that share one secret in production', () => {
    const other = defineConfig('other', { key: setting.secret('OTHER_KEY', { description: 'Key' }) });
    expect(() =>
      loadConfig([section, other], { ENVIRONMENT: 'production', MAIL_PASSWORD: STRONG, OTHER_KEY: STRONG }),
    ).toThrow(/same secret/);
  });
});
