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
    tls: setting.boolean('MAIL_TLS', { default: false, description: 'TLS' }),
    mode: setting.oneOf('MAIL_MODE', ['smtp', 'LMTP'], { default: 'smtp', description: 'Protocol' }),
    from: setting.optionalString('MAIL_FROM', { description: 'Sender' }),
    at: setting.optionalString('MAIL_AT', { pattern: /^\d\d:\d\d$/, form: 'a time like 03:30', description: 'When' }),
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
    expect(config).toMatchObject({ port: 25, password: STRONG, origins: ['a'] });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('says in words what a value must look like', () => {
    expect(faultsOf({ MAIL_PASSWORD: STRONG, MAIL_AT: 'noon' })).toEqual(['MAIL_AT: must be a time like 03:30']);
  });

  it.each<[string, string, string, unknown]>([
    ['a .env file of Windows, through docker run --env-file', 'MAIL_PORT', '587\r', 587],
    ['a .env file with quotes, which docker keeps (moby/moby#46773)', 'MAIL_PORT', '"587"', 587],
    ['the same in single quotes', 'MAIL_ORIGINS', `'["https://a.example"]'`, ['https://a.example']],
    ['a large number through Helm (helm/helm#1707)', 'MAIL_PORT', '1.0025e+04', 10_025],
    ['a variable that compose found no value for', 'MAIL_PORT', '', 25],
    ['the same for one that may be left out', 'MAIL_FROM', ' ', undefined],
    [
      'entries between commas',
      'MAIL_ORIGINS',
      'https://a.example, https://b.example',
      ['https://a.example', 'https://b.example'],
    ],
    ['one entry', 'MAIL_ORIGINS', '10.0.0.0/8', ['10.0.0.0/8']],
    ['a comma too many', 'MAIL_ORIGINS', '10.0.0.0/8,::1,', ['10.0.0.0/8', '::1']],
    ['True of Python and Helm', 'MAIL_TLS', 'True', true],
    ['yes of YAML', 'MAIL_TLS', 'yes', true],
    ['0 of a shell', 'MAIL_TLS', '0', false],
    ['capitals', 'MAIL_MODE', 'SMTP', 'smtp'],
    ['small letters', 'MAIL_MODE', 'lmtp', 'LMTP'],
    ['quotes around an address', 'MAIL_FROM', '"gate@example.com"\r', 'gate@example.com'],
  ])('reads %s', (_who, name, given, value) => {
    const config = loadConfig([section], { MAIL_PASSWORD: STRONG, [name]: given }).get(section);
    const read: Record<string, unknown> = {
      MAIL_PORT: config.port,
      MAIL_ORIGINS: config.origins,
      MAIL_TLS: config.tls,
    };
    expect({ ...read, MAIL_MODE: config.mode, MAIL_FROM: config.from }[name]).toEqual(value);
  });

  it.each([
    ['MAIL_PORT', '58 7', 'integer'],
    ['MAIL_PORT', '587.5', 'integer'],
    ['MAIL_PORT', '0x24b', 'integer'],
    ['MAIL_PORT', 'tcp://10.96.0.12:587', 'enableServiceLinks'], // docker-library/redis#53
    ['MAIL_ORIGINS', '', 'write [] for none'],
    ['MAIL_ORIGINS', '["a", 1]', 'array of strings'],
    ['MAIL_ORIGINS', '[a, b]', 'between commas'],
    ['MAIL_TLS', 'enabled', 'true or false'],
    ['MAIL_MODE', 'smtps', 'one of smtp, LMTP'],
  ])('refuses %s=%s, and says what it takes', (name, given, said) => {
    const faults = faultsOf({ MAIL_PASSWORD: STRONG, [name]: given });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    expect(faults[0]).toContain(said);
  });

  // kubectl create secret, from echo secret | base64
  it('cuts one line end of a secret in a variable, as in a file, and touches nothing else of it', () => {
    const password = (text: string) => loadConfig([section], { MAIL_PASSWORD: text }).get(section).password;
    expect([password(`${STRONG}\n`), password(`${STRONG}\r\n`)]).toEqual([STRONG, STRONG]);
    for (const kept of [`"${STRONG}"`, ` ${STRONG} `]) expect(password(kept)).toBe(kept);
  });

  it('is as strict in production however that is written, and where nobody can tell what was meant', () => {
    for (const ENVIRONMENT of ['production', 'Production', '"production"', 'production\r', 'produktion'])
      expect(faultsOf({ ENVIRONMENT, MAIL_PASSWORD: 'only-twenty-bytes-xy' }).join()).toContain('MAIL_PASSWORD: ');
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
