import { describe, expect, it } from 'vitest';
import { safeNext } from './guards.ts';

describe('safeNext', () => {
  it.each([
    ['/settings/key/smtp.password?q=mail', '/settings/key/smtp.password?q=mail'],
    [undefined, '/overview'],
    ['https://evil.example', '/overview'],
    ['//evil.example', '/overview'],
    ['/\\evil.example', '/overview'],
  ])('sends %s to %s', (next, target) => {
    expect(safeNext(next)).toBe(target);
  });
});
