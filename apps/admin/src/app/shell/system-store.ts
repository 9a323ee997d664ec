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

  readonly health = this.answer.asReadonly();
  readonly problem = this.failure.asReadonly();
  /** When the shown health was true, in milliseconds; 0 before the first answer. */
  readonly asOf = this.answered.asReadonly();
  readonly stale = computed(() => this.answer() !== undefined && this.failure() !== undefined);
  readonly environment = computed(() => this.answer()?.environment);

  async load(): Promise<void> {
    try {
      this.answer.set(await unwrap(this.api.client.GET('/api/health')));
      this.answered.set(Date.now());
      this.failure.set(undefined);
    } catch (error) {
      this.failure.set(asProblem(error));
    }
  }
}
