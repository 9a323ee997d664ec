import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, session, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { SignInForm } from './sign-in-form.ts';

const LOGIN = 'POST /api/auth/login';

describe('SignInForm', () => {
  let api: FakeApi;

  beforeEach(() => {
    api = useFakeApi();
  });

  async function open() {
    const fixture = TestBed.createComponent(SignInForm);
    const signedIn: string[] = [];
    fixture.componentInstance.signedIn.subscribe(({ login }) => signedIn.push(login));
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    const type = async (...texts: string[]) => {
      page.querySelectorAll('input').forEach((field, index) => {
        field.value = texts[index] ?? '';
        field.dispatchEvent(new Event('input'));
      });
      await fixture.whenStable();
    };
    const submit = async () => {
      const asked = api.count(LOGIN);
      page.querySelector('form')?.dispatchEvent(new Event('submit'));
      await expect.poll(() => api.count(LOGIN)).toBe(asked + 1);
      await fixture.whenStable();
    };
    const press = async (name: string) => {
      [...page.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === name)?.click();
      await fixture.whenStable();
    };
    const field = () => page.querySelector('input');
    return { page, type, submit, press, field, signedIn };
  }

  /** The password was right, and the code is asked for. */
  async function atTheCode() {
    const form = await open();
    api.on(LOGIN, problem(401, 'TOTP_REQUIRED'));
    await form.type('ada', 'a long enough password');
    await form.submit();
    await expect.poll(() => form.field()?.autocomplete).toBe('one-time-code');
    return form;
  }

  it('asks for a code only when the API does, keeps what was typed, and sends all three', async () => {
    const { page, type, submit, signedIn } = await atTheCode();
    expect(page.querySelectorAll('input')).toHaveLength(1);
    expect(page.querySelector('[role=alert]')).toBeNull();
    expect(page.textContent).not.toContain('Fill this in');
    api.on(LOGIN, { body: session() });
    await type('123 456');
    await submit();
    await expect.poll(() => signedIn).toEqual(['ada']);
    expect(api.bodies).toEqual([
      { login: 'ada', password: 'a long enough password' },
      { login: 'ada', password: 'a long enough password', totp: '123 456' },
    ]);
  });

  it('says that a code is wrong and asks for the next one', async () => {
    const { page, type, submit, field } = await atTheCode();
    api.on(LOGIN, problem(401, 'TOTP_INVALID'));
    await type('000000');
    await submit();
    await expect.poll(() => page.querySelector('[role=alert]')?.textContent).toContain('Wait for the next one');
    expect(field()?.value).toBe('');
    expect(page.textContent).not.toContain('Fill this in');
  });

  it('takes a recovery code instead, and goes back to the app or to the beginning', async () => {
    const { page, press, field } = await atTheCode();
    await press('Use a recovery code');
    expect([field()?.autocomplete, page.querySelector('label')?.textContent]).toEqual(['off', 'Recovery code']);
    await press('Use the app');
    expect(field()?.autocomplete).toBe('one-time-code');
    await press('Start over');
    expect([...page.querySelectorAll('input')].map(({ value }) => value)).toEqual(['ada', '']);
  });

  it('begins anew when the password is no longer right', async () => {
    const { page, type, submit, field } = await atTheCode();
    api.on(LOGIN, problem(401, 'LOGIN_FAILED'));
    await type('123456');
    await submit();
    await expect.poll(() => field()?.autocomplete).toBe('username');
    expect(page.querySelector('[role=alert]')?.textContent).toContain('Incorrect login or password');
  });

  it('counts down while the account is locked', async () => {
    const { page, type, submit } = await open();
    api.on(LOGIN, { ...problem(429, 'LOGIN_LOCKED'), headers: { 'retry-after': '60' } });
    await type('ada', 'a wrong passphrase');
    await submit();
    await expect.poll(() => page.querySelector('[role=alert]')?.textContent).toMatch(/Try again in (1:00|0:5\d)/);
    expect(page.querySelector<HTMLButtonElement>('button[type=submit]')?.disabled).toBe(true);
  });
});
