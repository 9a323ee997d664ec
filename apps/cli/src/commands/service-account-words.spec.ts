import { describe, expect, it } from 'vitest';
import { newAccountWords, newSecretWords } from './service-account-words.ts';

describe('the words after service-accounts create', () => {
  it('take scopes one by one, by commas or by spaces', () => {
    const said = { name: 'ci', description: '', ipAllowList: [], label: '', days: undefined };
    const scopes = ['settings:list', 'audit:read'];
    for (const words of [
      ['ci', '--scope', 'settings:list', '--scope', 'audit:read'],
      ['--scope=settings:list,audit:read', 'ci'],
      ['ci', '--scope', 'settings:list audit:read'],
    ])
      expect(newAccountWords(words)).toEqual({ ...said, scopes });
  });

  it('take networks, label, description and days', () => {
    const words = [
      'night job',
      '--scope',
      'audit:read',
      '--allow-ip',
      '10.0.0.0/8',
      '--days',
      '30',
      '--label',
      'first',
    ];
    expect(newAccountWords([...words, '--description', 'backup'])).toEqual({
      name: 'night job',
      description: 'backup',
      scopes: ['audit:read'],
      ipAllowList: ['10.0.0.0/8'],
      label: 'first',
      days: 30,
    });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no name', ['--scope', 'audit:read'], /one name/],
    ['two names', ['night', 'job', '--scope', 'audit:read'], /quote it/],
    ['no scope', ['ci'], /--scope/],
    ['a scope that services cannot have', ['ci', '--scope', 'settings:write'], /Unknown scope settings:write/],
    ['days that are no number', ['ci', '--scope', 'audit:read', '--days', 'ten'], /whole number/],
    ['an option that there is not', ['ci', '--role', 'admin'], /--role/],
  ])('are refused with %s, and told why', (_what, words, why) => {
    expect(newAccountWords(words)).toMatch(why);
  });
});

it('the words after service-accounts rotate take a label and days, and no scope', () => {
  expect(newSecretWords(['ci', '--label', 'spring'])).toEqual({ name: 'ci', label: 'spring', days: undefined });
  expect(newSecretWords(['ci', '--scope', 'audit:read'])).toMatch(/--scope/);
  expect(newSecretWords([])).toMatch(/one name/);
});
