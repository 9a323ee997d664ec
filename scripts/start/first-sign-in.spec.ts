import { expect, it } from 'vitest';
import { signInLines } from './first-sign-in.mjs';

const known = { login: 'admin', file: '/s/FIRST_ADMIN_PASSWORD' };
const said = (more: object) => signInLines({ ...known, ...more }).join('\n');

it('prints the one-time password on the first start', () => {
  expect(said({ password: 'horse-battery' })).toMatch(/admin\n.*horse-battery\n[^]*until then it is in \/s\//);
});

it('says where the one-time password is for as long as it holds, and not after that', () => {
  expect(said({ holds: true })).toMatch(/admin, with the one-time password in\n.*\/s\/FIRST_ADMIN_PASSWORD$/);
  expect(said({ holds: true })).not.toContain('your password');
  expect(said({ holds: false })).toBe('  Sign in   admin, with your password');
});

it('says both where it cannot know', () => {
  expect(said({})).toMatch(/with your password; before the first sign-in, the one-time password in\n.*\/s\//);
});
