import { NonNullableFormBuilder } from '@angular/forms';
import { TestBed } from '@angular/core/testing';
import { ProblemError } from '@gatehouse/api-client';
import type { ServiceAccount } from '@gatehouse/api-client';
import { describe, expect, it } from 'vitest';
import {
  contentOf,
  endsTokens,
  fillServiceAccountForm,
  serviceAccountForm,
  showAccountFaults,
  withScope,
} from './service-account-form.ts';
import { accountWarning, lastUse, nearestExpiry, tokenExample } from './service-account-words.ts';

const now = Date.parse('2026-06-01T12:00:00Z');
const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();

function account(expiries: readonly number[], over: Partial<ServiceAccount> = {}): ServiceAccount {
  return {
    id: 'account-1',
    clientId: 'sa_1',
    name: 'import',
    description: '',
    scopes: ['settings:list', 'uploads:write'],
    ipAllowList: ['10.0.0.0/8'],
    disabledAt: null,
    version: 1,
    createdAt: inDays(-1),
    createdBy: null,
    updatedAt: inDays(-1),
    updatedBy: null,
    secrets: expiries.map((days, index) => ({
      id: `secret-${index}`,
      label: '',
      createdAt: inDays(-1),
      expiresAt: inDays(days),
      lastUsedAt: index === 0 ? inDays(-0.5) : null,
    })),
    ...over,
  };
}

describe('what wants attention at a service account', () => {
  it.each<[string, ServiceAccount, string | undefined]>([
    ['nothing, while its secret has time', account([60]), undefined],
    ['a secret that ends soon', account([5]), 'warn'],
    ['nothing, when the one that ends soon has a successor', account([5, 90]), undefined],
    ['that no secret is left', account([-1]), 'danger'],
    ['nothing, while it is shut out', account([-1], { disabledAt: inDays(-1) }), undefined],
  ])('is %s', (_what, one, tone) => {
    expect(accountWarning(one, now)?.tone).toBe(tone);
  });

  it('is the next end of a live secret, and the latest use of any', () => {
    expect(nearestExpiry(account([-1, 30]), now)).toBe(inDays(30));
    expect(lastUse(account([5, 90]))).toBe(inDays(-0.5));
    expect(lastUse(account([]))).toBeUndefined();
  });
});

it('the example asks for the secret and names it in no address', () => {
  const example = tokenExample('https://gatehouse.example', 'sa_1');
  expect(example).toContain('--data-urlencode client_secret@-');
  expect(example).not.toContain('?');
});

describe('the form of a service account', () => {
  const filled = () => {
    const form = serviceAccountForm(TestBed.inject(NonNullableFormBuilder));
    fillServiceAccountForm(form, account([60]));
    return form;
  };

  it('reads networks by line, comma or space, each once', () => {
    const form = filled();
    form.controls.ipAllowList.setValue('10.0.0.0/8, 203.0.113.7\n10.0.0.0/8 ');
    expect(contentOf(form).ipAllowList).toEqual(['10.0.0.0/8', '203.0.113.7']);
  });

  it('knows when saving ends the tokens that are out', () => {
    const form = filled();
    expect(endsTokens(form, account([60]))).toBe(false);
    form.controls.scopes.setValue(withScope(form.controls.scopes.value, 'audit:read', true));
    expect(endsTokens(form, account([60]))).toBe(false);
    form.controls.scopes.setValue(withScope(form.controls.scopes.value, 'settings:list', false));
    expect(endsTokens(form, account([60]))).toBe(true);
    expect(form.controls.scopes.value).toEqual(['uploads:write', 'audit:read']);
  });

  it('names the network that is none beside its field', () => {
    const form = filled();
    form.controls.ipAllowList.setValue('10.0.0.0/8\nnonsense');
    const errors = [{ pointer: '/ipAllowList/1', message: 'Write an address.' }];
    const problem = new ProblemError({ status: 400, code: 'VALIDATION_FAILED', title: '', detail: '', errors });
    expect(showAccountFaults(form, problem)).toBe(true);
    expect(form.controls.ipAllowList.errors).toEqual({ server: 'nonsense: Write an address.' });
  });
});
