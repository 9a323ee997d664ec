import { computed, signal } from '@angular/core';
import type { ProblemError } from '@gatehouse/api-client';
import { asProblem } from '../ui/problem-text.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  /** How much there is in all; a first page says it. */
  readonly total?: number;
  /** In place of `total`, when there is more than is counted. */
  readonly totalAtLeast?: number;
}

export interface ListTotal {
  readonly count: number;
  readonly exact: boolean;
}

/** Pages that are read again when somebody comes back; whoever has scrolled further asks for it. */
const PAGES_READ_AGAIN = 4;

/** A list that is read page by page through a cursor. Only the answer to the latest question counts. */
export class PagedList<T> {
  private readonly rows = signal<readonly T[]>([]);
  private readonly cursor = signal<string | null>(null);
  private readonly state = signal<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  private readonly failure = signal<ProblemError | undefined>(undefined);
  private readonly counted = signal<ListTotal | undefined>(undefined);
  private readonly oldest = signal<number | undefined>(undefined);
  private question = 0;
  private writes = 0;
  private shown: string | undefined;
  private pagesRead = 0;
  private refreshing = false;

  /** How far its page was scrolled, for whoever comes back to it. */
  scrollTop = 0;

  readonly items = this.rows.asReadonly();
  readonly problem = this.failure.asReadonly();
  readonly total = this.counted.asReadonly();
  /** When the oldest of the shown rows was read. */
  readonly asOf = this.oldest.asReadonly();
  readonly loading = computed(() => this.state() === 'loading');
  /** Nothing to show yet, and nothing went wrong: the place for a skeleton. */
  readonly waiting = computed(
    () => this.rows().length === 0 && (this.state() === 'idle' || this.state() === 'loading'),
  );
  readonly empty = computed(() => this.rows().length === 0 && this.state() === 'ready');
  /** The rows of the whole table with its head, as `aria-rowcount` says it: -1 while nobody knows. */
  readonly rowCount = computed(() => {
    const total = this.counted();
    if (total?.exact) return total.count + 1;
    return this.cursor() === null ? this.rows().length + 1 : -1;
  });
  readonly hasMore = computed(() => this.cursor() !== null);

  constructor(private readonly read: (cursor: string | undefined) => Promise<Page<T>>) {}

  /** Reads the answer to a new filter from its beginning; the same filter once more is somebody who comes back. */
  show(filter: string): Promise<void> {
    if (filter === this.shown) return this.refresh();
    this.shown = filter;
    return this.reload(true);
  }

  /** Reads the first page; what is shown stays until the answer is there, unless `clear` says that it no longer fits. */
  async reload(clear = false): Promise<void> {
    if (clear) {
      this.rows.set([]);
      this.counted.set(undefined);
      this.scrollTop = 0;
    }
    await this.ask(undefined, (page) => {
      this.rows.set(page.items);
      this.counted.set(totalOf(page));
      this.oldest.set(Date.now());
      this.pagesRead = 1;
    });
  }

  async more(): Promise<void> {
    const cursor = this.cursor();
    if (cursor === null || this.loading()) return;
    await this.ask(cursor, (page) => {
      this.rows.update((rows) => [...rows, ...page.items]);
      this.pagesRead += 1;
    });
  }

  /**
   * Reads again what is shown, in its place. When that fails, the rows stay, and the time that they are of; a long list
   * stays as it was read.
   */
  async refresh(): Promise<void> {
    if (this.state() === 'failed') return this.reload();
    if (this.state() !== 'ready' || this.refreshing || this.pagesRead > PAGES_READ_AGAIN) return;
    const { question, writes } = this;
    this.refreshing = true;
    try {
      const pages = await this.readAgain(this.pagesRead);
      const [first, last] = [pages[0], pages.at(-1)];
      // what was asked for before a write would undo it on the screen
      if (question !== this.question || writes !== this.writes || !first || !last) return;
      this.rows.set(pages.flatMap((page) => page.items));
      this.cursor.set(last.nextCursor);
      this.counted.set(totalOf(first));
      this.oldest.set(Date.now());
      this.pagesRead = pages.length;
    } catch {
      // what is shown says how old it is
    } finally {
      this.refreshing = false;
    }
  }

  /** Changes the shown rows by hand, after a write whose answer is known. */
  patch(change: (rows: readonly T[]) => readonly T[]): void {
    const before = this.rows().length;
    this.rows.update(change);
    const added = this.rows().length - before;
    this.counted.update((total) => total && { ...total, count: total.count + added });
    this.writes += 1;
  }

  private async readAgain(count: number): Promise<readonly Page<T>[]> {
    const pages = [await this.read(undefined)];
    for (let cursor = pages[0]?.nextCursor; pages.length < count && cursor; cursor = pages.at(-1)?.nextCursor)
      pages.push(await this.read(cursor));
    return pages;
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

export function totalOf({ total, totalAtLeast }: Page<unknown>): ListTotal | undefined {
  if (total !== undefined) return { count: total, exact: true };
  return totalAtLeast === undefined ? undefined : { count: totalAtLeast, exact: false };
}
