import { describe, expect, it } from 'vitest';
import { holdsLogin } from './password-rules.ts';

describe('holdsLogin', () => {
  it('finds the login in any case and spelling', () => {
    expect(holdsLogin('my-BROWSER-password', 'browser')).toBe(true);
    expect(holdsLogin('ａｄａ lovelace 1815', 'Ada')).toBe(true);
  });

  it('lets a password be that only shares a letter or two, or whose owner is not known', () => {
    expect(holdsLogin('walrus lantern quartz', 'al')).toBe(false);
    expect(holdsLogin('walrus lantern quartz', 'ada')).toBe(false);
    expect(holdsLogin('walrus lantern quartz')).toBe(false);
  });
});
