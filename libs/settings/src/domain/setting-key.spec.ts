import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './any-text.fixture.ts';
import { faultOfKey, nearestKey, SETTING_KEY } from './setting-key.ts';

describe('a key', () => {
  it.each([
    ...[
      'a',
      'mail.smtp-password',
      'a_b',
      '0',
      'a'.repeat(128),
      'DATABASE_URL',
      'Mail.From',
      'ORG_GRADLE_PROJECT_nexusUser',
    ],
    ...['_JAVA_OPTIONS', 'Logging__LogLevel__Default', 'spring.datasource.url', '__', 'x_'],
  ])('may be %s', (key) => {
    expect(faultOfKey(key)).toBeUndefined();
  });

  it.each<[string, string | undefined]>([
    ['app/db/password', 'app.db.password'],
    ['/smtp/password', 'smtp.password'],
    ['Logging:LogLevel:Default', 'Logging.LogLevel.Default'],
    ['db:conn', 'db.conn'],
    ['std::path', 'std.path'],
    ['C:\\smtp\\password', 'C.smtp.password'],
    ['api -> token', 'api_-_token'],
    ['../env', 'env'],
    ['smtp...', 'smtp'],
    ['я я', undefined],
    ['имя_поля', undefined],
    ['Größe-', 'Gro_e'],
    ['api token', 'api_token'],
    ['.env', 'env'],
    ['smtp.', 'smtp'],
    ['größe', 'gro_e'],
    ['SMTP PASSWORD ', 'SMTP_PASSWORD'],
    ['export', 'export_'],
    ['Rollback', 'Rollback_'],
    ['a\n', 'a'],
    ['a'.repeat(129), 'a'.repeat(128)],
    ['', undefined],
    ['///', undefined],
    ['пароль', undefined],
  ])('may not be %j; the nearest is %s', (key, nearest) => {
    expect(nearestKey(key)).toBe(nearest);
    expect(faultOfKey(key)).toMatch(
      nearest === undefined ? /^(?!.*nearest)/ : new RegExp(`; the nearest is ${nearest}$`),
    );
  });

  it('with a slash is told why', () => {
    expect(faultOfKey('app/db')).toBe(
      'must not hold a slash, which proxies rewrite in addresses; the nearest is app.db',
    );
  });

  it('that is refused is told the rule, with what is nearest behind it', () => {
    const rule =
      'must be 1 to 128 letters (a to z), digits, ".", "_" or "-", and begin and end with a letter, digit or "_"';
    expect(faultOfKey('')).toBe(rule);
    expect(faultOfKey('api token')).toBe(`${rule}; the nearest is api_token`);
    expect(faultOfKey('///')).toBe('must not hold a slash, which proxies rewrite in addresses');
  });

  it('that Gatehouse keeps for itself is told with all others', () => {
    expect(faultOfKey('Health')).toBe(
      'must not be one of categories, export, health, import, recent, resolve, rewrap, rollback, rollback-category, ' +
        'validate: Gatehouse keeps these names; the nearest is Health_',
    );
  });

  it('is looked for only at the beginning of a long text', () => {
    expect(nearestKey(`${' '.repeat(511)}a`)).toBe('a');
    expect(nearestKey(`${' '.repeat(512)}a`)).toBeUndefined();
  });

  it('of old stays one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,20}[a-z0-9])?$/), (key) => {
        expect(SETTING_KEY.test(key)).toBe(true);
      }),
    );
  });

  it('that is offered is a good one', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 300 }), (key) => {
        const nearest = nearestKey(key);
        if (nearest !== undefined) expect(faultOfKey(nearest)).toBeUndefined();
      }),
    );
  });
});
