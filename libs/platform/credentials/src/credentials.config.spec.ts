import { loadConfig } from '@gatehouse/config';
import { describe, expect, it } from 'vitest';
import { credentialsConfig } from './credentials.config.ts';

const load = (environment: Record<string, string>) => () =>
  loadConfig([credentialsConfig], environment).get(credentialsConfig);

describe('credentialsConfig', () => {
  it('starts at the OWASP minimum, at 7 and 30 days, and with locks that end within the hour', () => {
    expect(load({})()).toEqual({
      argon2MemoryKib: 19_456,
      argon2Iterations: 2,
      argon2Parallelism: 1,
      refreshIdleTtl: 7 * 86_400,
      refreshAbsoluteTtl: 30 * 86_400,
      loginLockAfter: 10,
      loginLockWindow: 900,
      loginLockFirst: 60,
      loginLockLongest: 3600,
    });
  });

  it('takes each value from its variable', () => {
    const environment = {
      ARGON2_MEMORY_KIB: '20480',
      ARGON2_ITERATIONS: '3',
      ARGON2_PARALLELISM: '2',
      REFRESH_IDLE_TTL: '600',
      REFRESH_ABSOLUTE_TTL: '700',
      LOGIN_LOCK_AFTER: '5',
      LOGIN_LOCK_WINDOW: '120',
      LOGIN_LOCK_FIRST: '30',
      LOGIN_LOCK_LONGEST: '40',
    };
    expect(load(environment)()).toEqual({
      argon2MemoryKib: 20_480,
      argon2Iterations: 3,
      argon2Parallelism: 2,
      refreshIdleTtl: 600,
      refreshAbsoluteTtl: 700,
      loginLockAfter: 5,
      loginLockWindow: 120,
      loginLockFirst: 30,
      loginLockLongest: 40,
    });
  });

  it.each([
    ['less memory', { ARGON2_MEMORY_KIB: '19455' }],
    ['one pass only', { ARGON2_ITERATIONS: '1' }],
  ])('refuses %s in production', (_what, environment) => {
    expect(load({ ENVIRONMENT: 'production', ...environment })).toThrow('OWASP');
    expect(load({ ENVIRONMENT: 'development', ...environment })).not.toThrow();
  });

  it.each([
    ['more passes for less memory', { ARGON2_MEMORY_KIB: '7168', ARGON2_ITERATIONS: '5' }],
    ['more memory for fewer passes', { ARGON2_MEMORY_KIB: '47104', ARGON2_ITERATIONS: '1' }],
  ])('accepts %s in production', (_what, environment) => {
    expect(load({ ENVIRONMENT: 'production', ...environment })).not.toThrow();
  });

  it('names the unit of memory where there is too little of it', () => {
    expect(load({ ARGON2_MEMORY_KIB: '1023' })).toThrow('between 1024 and 1048576 KiB');
  });

  it('refuses a session that idles longer than it lasts', () => {
    expect(load({ REFRESH_IDLE_TTL: '7200', REFRESH_ABSOLUTE_TTL: '3600' })).toThrow('REFRESH_IDLE_TTL');
  });

  it('accepts a session and a lock that are as long as they may be', () => {
    expect(load({ REFRESH_IDLE_TTL: '3600', REFRESH_ABSOLUTE_TTL: '3600' })).not.toThrow();
    expect(load({ LOGIN_LOCK_FIRST: '60', LOGIN_LOCK_LONGEST: '60' })).not.toThrow();
  });

  it('refuses a first lock that is longer than the longest', () => {
    expect(load({ LOGIN_LOCK_FIRST: '600', LOGIN_LOCK_LONGEST: '60' })).toThrow('LOGIN_LOCK_FIRST');
  });
});
