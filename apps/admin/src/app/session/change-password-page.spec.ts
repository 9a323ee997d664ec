import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problem, session, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { ChangePasswordPage } from './change-password-page.ts';
import { OneTimePassword } from './one-time-password.ts';

describe('ChangePasswordPage', () => {
  let api: FakeApi;

  beforeEach(async () => {
    api = useFakeApi();
    await signInAs(api, { mustChangePassword: true });
  });

  async function open() {
    const fixture = TestBed.createComponent(ChangePasswordPage);
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    const type = async (current: string, next: string, repeated = next) => {
      const fields = page.querySelectorAll<HTMLInputElement>('input[type=password]');
      [current, next, repeated].forEach((text, index) => {
        const field = fields[index];
        if (field === undefined) throw new Error('a field is missing');
        field.value = text;
        field.dispatchEvent(new Event('input'));
      });
      await fixture.whenStable();
    };
    const save = async () => {
      page.querySelector('form')?.dispatchEvent(new Event('submit'));
      await fixture.whenStable();
    };
    return { page, type, save, met: () => page.querySelectorAll('.rules .met').length };
  }

  it('says the rules before anything is typed, and which of them are met', async () => {
    const { page, type, met } = await open();
    expect(page.querySelector('.rules')?.textContent).toContain('15 characters or more');
    expect(met()).toBe(0);
    await type('one-time', 'short');
    expect(met()).toBe(2);
    await type('one-time', 'a whole sentence of my own');
    expect(met()).toBe(3);
  });

  it('carries the one-time password over, once', async () => {
    TestBed.inject(OneTimePassword).keep('one-time');
    const { page } = await open();
    const [current] = page.querySelectorAll<HTMLInputElement>('input[type=password]');
    expect(current?.value).toBe('one-time');
    expect(TestBed.inject(OneTimePassword).take()).toBe('');
  });

  it('tells password managers whose password it is, and nobody else', async () => {
    const { page } = await open();
    const field = page.querySelector<HTMLInputElement>('form input[autocomplete=username]');
    expect([field?.value, field?.readOnly, field?.tabIndex, field?.ariaHidden]).toEqual(['ada', true, -1, 'true']);
  });

  it('sends nothing while the two entries differ or the password stays the same', async () => {
    const { type, save } = await open();
    await type('one-time', 'a whole sentence of my own', 'another sentence of mine');
    await save();
    await type('the same long password', 'the same long password');
    await save();
    expect(api.count('POST /api/auth/password')).toBe(0);
  });

  it('goes on to the page that was asked for', async () => {
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    api.on('POST /api/auth/password', { body: session() });
    const { type, save } = await open();
    await type('one-time', 'a whole sentence of my own');
    await save();
    await expect.poll(() => navigate.mock.calls[0]?.[0]).toBe('/overview');
    expect(api.bodies.at(-1)).toEqual({ currentPassword: 'one-time', newPassword: 'a whole sentence of my own' });
  });

  it('shows why the API refused, with the request id', async () => {
    api.on('POST /api/auth/password', problem(422, 'PASSWORD_TOO_WEAK'));
    const { page, type, save } = await open();
    await type('one-time', 'passwordpassword');
    await save();
    await expect.poll(() => page.querySelector('[role=alert]')?.textContent).toContain('too easy to guess');
    expect(page.querySelector('[role=alert]')?.textContent).toContain('request-1');
  });
});
