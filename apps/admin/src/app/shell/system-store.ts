import { Service, computed, inject, signal } from '@angular/core';
import { unwrap } from '@gatehouse/api-client';
import type { ProblemError, SystemHealth } from '@gatehouse/api-client';
import { Api } from '../api/api.ts';
import { asProblem } from '../ui/problem-text.ts';

/** How the whole system does, and in which environment: asked by the frame now and then, by the overview often. */
@Service()
export class SystemStore {
  private readonly api = inject(Api);
  private readonly answer = signal<SystemHealth | undefined>(undefined);
  private readonly failure = signal<ProblemError | undefined>(undefined);
  private readonly answered = signal(0);
  private readonly failing = signal(0);
  private readonly troubled = signal(0);

  readonly health = this.answer.asReadonly();
  readonly problem = this.failure.asReadonly();
  /** When the shown health was true, in milliseconds; 0 before the first answer. */
  readonly asOf = this.answered.asReadonly();
  /** When the first of the questions failed that no answer came after, and since when not all has been well; 0 for never. */
  readonly failingSince = this.failing.asReadonly();
  readonly troubledSince = this.troubled.asReadonly();
  readonly stale = computed(() => this.answer() !== undefined && this.failure() !== undefined);
  readonly environment = computed(() => this.answer()?.environment);

  async load(): Promise<void> {
    try {
      const health = await unwrap(this.api.client.GET('/api/health'));
      this.answer.set(health);
      this.answered.set(Date.now());
      this.failing.set(0);
      this.troubled.update((since) => (health.status === 'ok' ? 0 : since || Date.now()));
      this.failure.set(undefined);
    } catch (error) {
      this.failing.update((since) => since || Date.now());
      this.failure.set(asProblem(error));
    }
  }
}
