import { Service, computed, inject, signal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type { OwnSession, ProblemError, TwoFactorSecret, TwoFactorState } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { asProblem } from '../ui/problem-text.ts';

/** The account of whoever is signed in. Secrets and codes are never kept here: they are handed to who asked. */
@Service({ autoProvided: false })
export class AccountStore {
  private readonly client = inject(Api).client;
  private readonly listed = signal<readonly OwnSession[] | undefined>(undefined);
  private readonly state = signal<TwoFactorState | undefined>(undefined);
  private readonly failure = signal<ProblemError | undefined>(undefined);

  readonly sessions = this.listed.asReadonly();
  readonly twoFactor = this.state.asReadonly();
  readonly problem = this.failure.asReadonly();
  readonly others = computed(() => this.listed()?.filter(({ current }) => !current).length ?? 0);

  async load(): Promise<void> {
    this.failure.set(undefined);
    try {
      const [sessions, twoFactor] = await Promise.all([
        unwrap(this.client.GET('/api/auth/sessions')),
        unwrap(this.client.GET('/api/auth/two-factor')),
      ]);
      this.listed.set(sessions.items);
      this.state.set(twoFactor);
    } catch (error) {
      this.failure.set(asProblem(error));
    }
  }

  /** Throws `ProblemError`, as everything below. A session that is gone already is as good as ended. */
  async end(id: string): Promise<void> {
    try {
      await unwrap(this.client.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } }));
    } catch (error) {
      if (asProblem(error).code !== 'SESSION_NOT_FOUND') throw error;
    }
    await this.load();
  }

  async endOthers(): Promise<void> {
    await unwrap(this.client.POST('/api/auth/sessions/end-others'));
    await this.load();
  }

  start(password: string): Promise<TwoFactorSecret> {
    return unwrap(this.client.POST('/api/auth/two-factor/start', { body: { password } }));
  }

  async confirm(code: string): Promise<readonly string[]> {
    const { recoveryCodes } = await unwrap(this.client.POST('/api/auth/two-factor/confirm', { body: { code } }));
    await this.load();
    return recoveryCodes;
  }

  async replaceRecoveryCodes(password: string, code: string): Promise<readonly string[]> {
    const body = { password, code };
    const { recoveryCodes } = await unwrap(this.client.POST('/api/auth/two-factor/recovery-codes', { body }));
    await this.load();
    return recoveryCodes;
  }

  async disable(password: string, code: string): Promise<void> {
    await unwrap(this.client.POST('/api/auth/two-factor/disable', { body: { password, code } }));
    await this.load();
  }
}
