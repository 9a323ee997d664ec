import { SERVICE_SCOPES } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantScope, tidyScopes } from './service-scope.ts';

const held = ['settings:list', 'uploads:write'] as const;

describe('grantScope', () => {
  it.each([undefined, '', ' ', '\n'])('gives all of the account when nothing is asked for (%j)', (nothing) => {
    expect(grantScope(nothing, held)).toEqual(held);
  });

  it('gives what is asked for, once and in the order of the account', () => {
    expect(grantScope('uploads:write', held)).toEqual(['uploads:write']);
    expect(grantScope('uploads:write settings:list uploads:write', held)).toEqual(held);
  });

  // what SSO plugins and Swagger UI send: words put together with an empty one between them or at the end
  it.each([' settings:list', 'settings:list ', '  settings:list\n', 'settings:list\t settings:list'])(
    'reads %j as one scope',
    (requested) => {
      expect(grantScope(requested, held)).toEqual(['settings:list']);
    },
  );

  it('reads two spaces between two words as one', () => {
    expect(grantScope('settings:list  uploads:write', held)).toEqual(held);
  });

  it.each([
    'audit:read',
    'settings:list audit:read',
    'unknown',
    'SETTINGS:LIST',
    'settings:list,uploads:write',
    'settings:list\u00a0uploads:write',
    '"settings:list"',
    'settings:list\\',
  ])('refuses %j', (requested) => {
    expect(grantScope(requested, held)).toBeUndefined();
  });

  it('never gives more than the account holds', () => {
    const some = fc.subarray([...SERVICE_SCOPES]);
    const asked = fc.oneof(
      some.map((scopes) => scopes.join(' ')),
      fc.string(),
    );
    fc.assert(
      fc.property(asked, some, (requested, account) => {
        for (const scope of grantScope(requested, account) ?? []) expect(account).toContain(scope);
      }),
    );
  });
});

it('tidyScopes drops what is unknown or there twice', () => {
  expect(tidyScopes(['audit:read', 'nonsense', 'settings:list', 'audit:read'])).toEqual([
    'settings:list',
    'audit:read',
  ]);
});
