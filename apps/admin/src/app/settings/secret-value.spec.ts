import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clipboard } from '../ui/clipboard.ts';
import { problem, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { SecretValue } from './secret-value.ts';
import { SettingsStore } from './settings-store.ts';

const REVEAL = 'POST /api/secure-settings/smtp.password/reveal';

describe('SecretValue', () => {
  let api: FakeApi;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    api = useFakeApi();
    TestBed.configureTestingModule({ providers: [SettingsStore] });
    api.on(REVEAL, {
      body: { key: 'smtp.password', version: 2, type: 'string', value: 'correct-horse', valueText: 'correct-horse' },
    });
  });
  afterEach(() => vi.useRealTimers());

  async function open(role: 'admin' | 'viewer' = 'admin') {
    await signInAs(api, { role });
    const fixture = TestBed.createComponent(SecretValue);
    fixture.componentRef.setInput('key', 'smtp.password');
    fixture.detectChanges();
    const page = fixture.nativeElement as HTMLElement;
    const settle = async () => {
      await vi.advanceTimersByTimeAsync(0);
      fixture.detectChanges();
    };
    const press = async (word: string) => {
      const button = [...page.querySelectorAll('button')].find((one) => one.textContent.includes(word));
      if (button === undefined) throw new Error(`there is no button "${word}"`);
      button.click();
      for (let round = 0; round < 20; round += 1) await settle();
    };
    return { page, press, settle };
  }

  it('shows dots of one length, and the value only after the recorded reveal', async () => {
    const { page, press } = await open();
    expect(page.textContent).toContain('••••••••');
    expect(page.textContent).toContain('recorded in the audit log');
    expect(api.count(REVEAL)).toBe(0);
    await press('Reveal');
    expect(page.querySelector('pre')?.textContent).toBe('correct-horse');
  });

  it('hides by itself after 30 seconds and leaves nothing in the page', async () => {
    const { page, press, settle } = await open();
    await press('Reveal');
    await vi.advanceTimersByTimeAsync(29_000);
    await settle();
    expect(page.innerHTML).toContain('correct-horse');
    await vi.advanceTimersByTimeAsync(1500);
    await settle();
    expect(page.innerHTML).not.toContain('correct-horse');
  });

  it('hides when the window loses the focus', async () => {
    const { page, press, settle } = await open();
    await press('Reveal');
    window.dispatchEvent(new Event('blur'));
    await settle();
    expect(page.innerHTML).not.toContain('correct-horse');
  });

  it('copies without showing', async () => {
    const copy = vi.spyOn(TestBed.inject(Clipboard), 'copy').mockResolvedValue(true);
    const { page, press } = await open();
    await press('Copy without showing');
    expect(copy).toHaveBeenCalledWith('correct-horse');
    expect(page.innerHTML).not.toContain('correct-horse');
  });

  it('offers no reveal to a role that may not', async () => {
    const { page } = await open('viewer');
    expect(page.querySelectorAll('button')).toHaveLength(0);
    expect(page.textContent).toContain('Your role can see that the value exists');
  });

  it('counts down when there were too many reveals', async () => {
    api.on(REVEAL, { ...problem(429, 'RATE_LIMITED'), headers: { 'retry-after': '90' } });
    const { page, press, settle } = await open();
    await press('Reveal');
    const retry = () => [...page.querySelectorAll('button')].find((button) => button.textContent.includes('Try again'));
    expect(retry()?.textContent).toMatch(/Try again in 1:(30|29)/);
    expect(retry()?.disabled).toBe(true);
    await vi.advanceTimersByTimeAsync(92_000);
    await settle();
    expect(retry()?.disabled).toBe(false);
  });
});
