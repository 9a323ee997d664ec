import { DOCUMENT, DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { ProblemError, unwrap } from '@gatehouse/api-client';
import type { Session, User } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { mayRole } from './permissions.ts';
import type { Permission } from './permissions.ts';
import { asProblem } from '../ui/problem-text.ts';

export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'signed-out' }
  /** There may be a session, but nobody could be asked: the API is unavailable, or too much was asked of it. */
  | { readonly kind: 'unreachable'; readonly problem: ProblemError }
  | { readonly kind: 'signed-in'; readonly user: User }
  /** The session ended under an open page: the page stays, and the person is asked to sign in again. */
  | { readonly kind: 'expired'; readonly user: User };

/** Tells a reload that there may be a refresh cookie to ask, and other tabs that somebody signed out. It is no credential. */
const HINT = 'gatehouse.signed-in';

/** Who is signed in. Keeps the access token fresh through the refresh cookie, once for all calls that wait for it. */
@Service()
export class SessionStore {
  private readonly api = inject(Api);
  private readonly window = inject(DOCUMENT).defaultView;
  private readonly current = signal<SessionState>({ kind: 'unknown' });
  private renewal: Promise<boolean> | undefined;
  private signInAgain: ((signedIn: boolean) => void) | undefined;

  readonly state = this.current.asReadonly();
  readonly user = computed(() => {
    const state = this.current();
    return state.kind === 'signed-in' || state.kind === 'expired' ? state.user : undefined;
  });

  constructor() {
    this.api.onUnauthorised(() => this.renew());
    const onStorage = (event: StorageEvent): void => {
      if (event.key === HINT && event.newValue === null && this.user() !== undefined) this.end();
    };
    this.window?.addEventListener('storage', onStorage);
    inject(DestroyRef).onDestroy(() => this.window?.removeEventListener('storage', onStorage));
  }

  may(permission: Permission): boolean {
    const user = this.user();
    return user !== undefined && !user.mustChangePassword && mayRole(user.role, permission);
  }

  /** Takes up the session of the refresh cookie, if there was one; asked by the guards until there is an answer. */
  async restore(): Promise<void> {
    const { kind } = this.current();
    if (kind !== 'unknown' && kind !== 'unreachable') return;
    try {
      const restored = this.window?.localStorage.getItem(HINT) !== null && (await this.refresh());
      if (!restored && this.user() === undefined) this.end();
    } catch (error) {
      this.current.set({ kind: 'unreachable', problem: asProblem(error) });
    }
  }

  /** Throws `ProblemError`; one with the code `TOTP_REQUIRED` asks for a code of the app, or a recovery code. */
  async signIn(login: string, password: string, totp?: string): Promise<User> {
    const body = { login, password, ...(totp !== undefined && { totp }) };
    return this.begin(await unwrap(this.api.anonymous.POST('/api/auth/login', { body })));
  }

  /** Whether a code is asked for beside the password, so that a shorter one will do. Throws `ProblemError`. */
  async hasTwoSteps(): Promise<boolean> {
    return (await unwrap(this.api.client.GET('/api/auth/two-factor'))).active;
  }

  /** Ends all other sessions and begins a new one. Throws `ProblemError`. */
  async changePassword(currentPassword: string, newPassword: string): Promise<User> {
    return this.begin(
      await unwrap(this.api.client.POST('/api/auth/password', { body: { currentPassword, newPassword } })),
    );
  }

  async signOut(): Promise<void> {
    await unwrap(this.api.client.POST('/api/auth/logout')).catch(() => undefined);
    this.end();
  }

  /** Gives up on an expired session: the calls that waited fail with their 401. */
  leave(): void {
    this.end();
  }

  private async renew(): Promise<boolean> {
    this.renewal ??= this.refreshOrAsk().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  private async refreshOrAsk(): Promise<boolean> {
    if (await this.refresh()) return true;
    const state = this.current();
    if (state.kind !== 'signed-in') return false;
    this.api.useToken(undefined);
    this.current.set({ kind: 'expired', user: state.user });
    return new Promise((resolve) => (this.signInAgain = resolve));
  }

  private async refresh(): Promise<boolean> {
    try {
      // One tab at a time: a refresh token is good for one use, and a second use ends the whole family.
      const locks = this.window?.navigator.locks;
      const ask = () => unwrap(this.api.anonymous.POST('/api/auth/refresh'));
      this.begin(await (locks === undefined ? ask() : locks.request('gatehouse-refresh', ask)));
      return true;
    } catch (error) {
      if (error instanceof ProblemError && error.status !== 401 && error.status !== 403) throw error;
      return false;
    }
  }

  private begin(session: Session): User {
    this.api.useToken(session.accessToken);
    this.window?.localStorage.setItem(HINT, '1');
    this.current.set({ kind: 'signed-in', user: session.user });
    this.signInAgain?.(true);
    this.signInAgain = undefined;
    return session.user;
  }

  private end(): void {
    this.api.useToken(undefined);
    this.window?.localStorage.removeItem(HINT);
    this.current.set({ kind: 'signed-out' });
    this.signInAgain?.(false);
    this.signInAgain = undefined;
  }
}
