import { computed, signal } from '@angular/core';
import type { ProblemError } from '@gatehouse/api-client';
import { asProblem } from '../ui/problem-text.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** A list that is read page by page through a cursor. Only the answer to the latest question counts. */
export class PagedList<T> {
  private readonly rows = signal<readonly T[]>([]);
  private readonly cursor = signal<string | null>(null);
  private readonly state = signal<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  private readonly failure = signal<ProblemError | undefined>(undefined);
  private question = 0;

  readonly items = this.rows.asReadonly();
  readonly problem = this.failure.asReadonly();
  readonly loading = computed(() => this.state() === 'loading');
  /** Nothing to show yet, and nothing went wrong: the place for a skeleton. */
  readonly waiting = computed(
    () => this.rows().length === 0 && (this.state() === 'idle' || this.state() === 'loading'),
  );
  readonly empty = computed(() => this.rows().length === 0 && this.state() === 'ready');
  readonly hasMore = computed(() => this.cursor() !== null);

  constructor(private readonly read: (cursor: string | undefined) => Promise<Page<T>>) {}

  /** Reads the first page; what is shown stays until the answer is there, unless `clear` says that it no longer fits. */
  async reload(clear = false): Promise<void> {
    if (clear) this.rows.set([]);
    await this.ask(undefined, (page) => this.rows.set(page.items));
  }

  async more(): Promise<void> {
    const cursor = this.cursor();
    if (cursor === null || this.loading()) return;
    await this.ask(cursor, (page) => this.rows.update((rows) => [...rows, ...page.items]));
  }

  /** Changes the shown rows by hand, after a write whose answer is known. */
  patch(change: (rows: readonly T[]) => readonly T[]): void {
    this.rows.update(change);
  }

  private async ask(cursor: string | undefined, take: (page: Page<T>) => void): Promise<void> {
    const question = (this.question += 1);
    this.state.set('loading');
    this.failure.set(undefined);
    try {
      const page = await this.read(cursor);
      if (question !== this.question) return;
      take(page);
      this.cursor.set(page.nextCursor);
      this.state.set('ready');
    } catch (error) {
      if (question !== this.question) return;
      this.failure.set(asProblem(error));
      this.state.set('failed');
    }
  }
}
