import { TestBed } from '@angular/core/testing';
import type { OwnSession } from '@gatehouse/api-client';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { problem, signInAs, useFakeApi } from '../testing/fake-api.ts';
import type { FakeApi } from '../testing/fake-api.ts';
import { Confirm } from '../ui/confirm-dialog.ts';
import { AccountPage } from './account-page.ts';
import { AccountStore } from './account-store.ts';

const OFF = { active: false, activeSince: null, recoveryCodesLeft: 0 };
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

function ownSession(over: Partial<OwnSession> = {}): OwnSession {
  return {
    id: 'session-1',
    current: true,
    createdAt: '2026-01-01T00:00:00Z',
    lastUsedAt: '2026-01-01T00:00:00Z',
    expiresAt: '2026-02-01T00:00:00Z',
    ipAddress: '192.0.2.1',
    userAgent: FIREFOX,
    ...over,
  };
}

describe('AccountPage', () => {
  let api: FakeApi;

  beforeEach(async () => {
    api = useFakeApi();
    TestBed.configureTestingModule({ providers: [AccountStore] });
    api.on('GET /api/auth/sessions', {
      body: { items: [ownSession(), ownSession({ id: 'session-2', current: false, userAgent: 'curl/8.5.0' })] },
    });
    api.on('GET /api/auth/two-factor', { body: OFF });
    await signInAs(api);
  });

  async function open() {
    const fixture = TestBed.createComponent(AccountPage);
    const page = fixture.nativeElement as HTMLElement;
    await expect.poll(() => page.querySelector('tbody, [role=alert]')).not.toBeNull();
    await fixture.whenStable();
    const press = async (name: string) => {
      const button = [...page.querySelectorAll('button')].find((one) =>
        [one.textContent.trim(), one.getAttribute('aria-label')].includes(name),
      );
      if (button === undefined) throw new Error(`no button ${name}`);
      button.click();
      await fixture.whenStable();
    };
    return { page, press };
  }
  const answerDialogs = (answer: boolean) => vi.spyOn(TestBed.inject(Confirm), 'ask').mockResolvedValue(answer);

  it('marks the session that looks, which cannot end itself here', async () => {
    const { page } = await open();
    const [mine, other] = page.querySelectorAll('tbody tr');
    expect(mine?.textContent).toContain('Firefox on Linux');
    expect(mine?.textContent).toContain('This session');
    expect(mine?.querySelector('button')).toBeNull();
    expect(other?.textContent).toContain('curl/8.5.0');
    expect(other?.querySelector('button')).not.toBeNull();
  });

  it('ends another session once the person is sure, and shows what is left', async () => {
    const { page, press } = await open();
    api.on('DELETE /api/auth/sessions/session-2', { status: 204 });
    answerDialogs(false);
    await press('End session: curl/8.5.0');
    expect(api.count('DELETE /api/auth/sessions/session-2')).toBe(0);
    answerDialogs(true);
    api.on('GET /api/auth/sessions', { body: { items: [ownSession()] } });
    await press('End session: curl/8.5.0');
    await expect.poll(() => page.querySelectorAll('tbody tr').length).toBe(1);
    expect(page.textContent).not.toContain('End all other sessions');
  });

  it('takes a session that ended meanwhile for ended', async () => {
    const { page, press } = await open();
    api.on('DELETE /api/auth/sessions/session-2', problem(404, 'SESSION_NOT_FOUND'));
    api.on('GET /api/auth/sessions', { body: { items: [ownSession()] } });
    answerDialogs(true);
    await press('End session: curl/8.5.0');
    await expect.poll(() => page.querySelectorAll('tbody tr').length).toBe(1);
    expect(page.querySelector('[role=alert]')).toBeNull();
  });

  it('says how many recovery codes are left, and offers what can be done', async () => {
    api.on('GET /api/auth/two-factor', {
      body: { active: true, activeSince: '2026-01-01T00:00:00Z', recoveryCodesLeft: 2 },
    });
    const { page } = await open();
    expect(page.querySelector('.few')?.textContent).toContain('2 of 10 recovery codes left');
    expect(page.querySelector('.ways')?.textContent).toContain('Turn off');
    expect(page.querySelector('.ways')?.textContent).not.toContain('Set up');
  });

  it('says what went wrong and tries again', async () => {
    api.on('GET /api/auth/sessions', problem(503, 'DEPENDENCY_UNAVAILABLE'));
    const { page, press } = await open();
    expect(page.querySelector('[role=alert]')?.textContent).toContain('not ready');
    api.on('GET /api/auth/sessions', { body: { items: [ownSession()] } });
    await press('Try again');
    await expect.poll(() => page.querySelectorAll('tbody tr').length).toBe(1);
  });
});
