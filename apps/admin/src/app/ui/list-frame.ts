import { DatePipe } from '@angular/common';
import {
  Component,
  DOCUMENT,
  DestroyRef,
  ElementRef,
  Injector,
  LOCALE_ID,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import type { PagedList } from '../api/paged-list.ts';
import { Icon } from './icon.ts';
import { ProblemPanel } from './problem-panel.ts';
import { Skeleton } from './skeleton.ts';

/** The next page is asked for before its rows are needed. */
const AHEAD = '600px 0px';

/**
 * What every list has around its table: what went wrong, what to do when it is empty, how much is shown of how much and of
 * when that is, and more of it as one scrolls. Who comes back finds the list where it was, and read again.
 */
@Component({
  selector: 'gh-list-frame',
  imports: [DatePipe, Icon, MatButton, MatIconButton, ProblemPanel, Skeleton],
  templateUrl: './list-frame.html',
  styleUrl: './list-frame.scss',
})
export class ListFrame {
  readonly list = input.required<PagedList<unknown>>();
  /** The page says by itself what is wrong. */
  readonly explained = input(false);
  private readonly locale = inject(LOCALE_ID);
  private readonly document = inject(DOCUMENT);
  private readonly injector = inject(Injector);
  private readonly end = viewChild<ElementRef<HTMLElement>>('end');
  private readonly endInSight = signal(false);
  protected readonly shown = computed(() => this.list().items().length.toLocaleString(this.locale));
  protected readonly total = computed(() => {
    const list = this.list();
    const count = list.total()?.count ?? (list.hasMore() ? undefined : list.items().length);
    return count?.toLocaleString(this.locale);
  });

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const gone = inject(DestroyRef);
    afterNextRender(() => {
      const main = host.closest('main');
      if (main === null) return;
      this.keepPlace(main, gone);
      this.watchEnd(main, gone);
    });
    this.readOnReturn(gone);
    effect(() => {
      const list = this.list();
      const wanted = this.endInSight() && list.hasMore() && !list.loading() && list.problem() === undefined;
      if (wanted) untracked(() => void list.more());
    });
  }

  /** From the top: what is further down may have moved. */
  protected async readAgain(): Promise<void> {
    await this.list().reload();
  }

  private keepPlace(main: HTMLElement, gone: DestroyRef): void {
    const remember = (): void => {
      this.list().scrollTop = main.scrollTop;
    };
    main.scrollTop = this.list().scrollTop;
    main.addEventListener('scroll', remember, { passive: true });
    gone.onDestroy(() => main.removeEventListener('scroll', remember));
  }

  private readOnReturn(gone: DestroyRef): void {
    const back = (): void => {
      if (!this.document.hidden) void this.list().refresh();
    };
    this.document.defaultView?.addEventListener('focus', back);
    this.document.addEventListener('visibilitychange', back);
    gone.onDestroy(() => {
      this.document.defaultView?.removeEventListener('focus', back);
      this.document.removeEventListener('visibilitychange', back);
    });
  }

  private watchEnd(main: HTMLElement, gone: DestroyRef): void {
    if (typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver(
      (entries) => this.endInSight.set(entries.at(-1)?.isIntersecting ?? false),
      {
        root: main,
        rootMargin: AHEAD,
      },
    );
    effect(
      () => {
        // looked at anew after each page: a short one may leave the end in sight, which is no change to be told of
        this.list().items();
        const end = this.end()?.nativeElement;
        observer.disconnect();
        this.endInSight.set(false);
        if (end) observer.observe(end);
      },
      { injector: this.injector },
    );
    gone.onDestroy(() => observer.disconnect());
  }
}
