import { Service, computed, inject, signal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type { KeyRotation, ProblemError, SigningKey } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { SessionStore } from '../session/session-store.ts';
import { asProblem } from '../ui/problem-text.ts';

/** The signing keys as they are now, and what an administrator can do to them. */
@Service({ autoProvided: false })
export class KeysStore {
  private readonly client = inject(Api).client;
  private readonly session = inject(SessionStore);
  private readonly known = signal<readonly SigningKey[] | undefined>(undefined);
  private readonly failure = signal<ProblemError | undefined>(undefined);
  private question = 0;

  readonly mayManage = computed(() => this.session.may('keys:manage'));
  /** Newest first; `undefined` until they were read once. What is shown stays while a newer question fails. */
  readonly keys = this.known.asReadonly();
  readonly problem = this.failure.asReadonly();

  async load(): Promise<void> {
    const question = (this.question += 1);
    try {
      const { items } = await unwrap(this.client.GET('/api/keys'));
      if (question !== this.question) return;
      this.known.set(items);
      this.failure.set(undefined);
    } catch (error) {
      if (question === this.question) this.failure.set(asProblem(error));
    }
  }

  /** Throws `ProblemError`, as below. */
  async rotate(reason: string): Promise<KeyRotation> {
    const body = reason === '' ? {} : { reason };
    const rotation = await unwrap(this.client.POST('/api/keys/rotate', { body }));
    await this.load();
    return rotation;
  }

  async revoke(kid: string, reason: string): Promise<void> {
    await unwrap(this.client.POST('/api/keys/{kid}/revoke', { params: { path: { kid } }, body: { reason } }));
    await this.load();
  }
}
