import type { OnDestroy, OnInit } from '@angular/core';
import { Directive, ElementRef, Pipe, inject, input, signal } from '@angular/core';
import type { PipeTransform } from '@angular/core';

const ROWS = 25;
const ROW_PX = 40;
/** What is drawn beyond the edges of the screen, so that nobody who scrolls meets a gap. */
const BEYOND = '900px 0px';

export interface RowChunk<T> {
  /** The place of its first row in the list. */
  readonly start: number;
  readonly rows: readonly T[];
}

/** Cuts a list into pieces of a table that come and go as one scrolls: each is a `tbody` of its own. */
@Pipe({ name: 'ghChunks' })
export class RowChunks implements PipeTransform {
  transform<T>(rows: readonly T[]): readonly RowChunk<T>[] {
    return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, index) => ({
      start: index * ROWS,
      rows: rows.slice(index * ROWS, (index + 1) * ROWS),
    }));
  }
}

/**
 * Draws the rows of a long table only near the screen. What is not drawn keeps the height it had, so the page stays as
 * long as it is; `aria-rowindex` on the rows tells screen readers where they are.
 */
@Directive({ selector: 'tbody[ghRowWindow]', exportAs: 'ghRowWindow' })
export class RowWindow implements OnInit, OnDestroy {
  readonly ghRowWindow = input.required<RowChunk<unknown>>();
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly drawn = signal(true);
  private readonly room = signal(0);
  private observer: IntersectionObserver | undefined;
  readonly near = this.drawn.asReadonly();
  readonly height = this.room.asReadonly();

  ngOnInit(): void {
    // where nothing is laid out, as in unit tests, every row is drawn
    if (typeof IntersectionObserver === 'undefined') return;
    const { start, rows } = this.ghRowWindow();
    // the first screens are drawn at once; of what somebody comes back to, the rest waits until it is seen
    this.room.set(rows.length * ROW_PX);
    this.drawn.set(start < 2 * ROWS);
    this.observer = new IntersectionObserver(([entry]) => this.move(entry?.isIntersecting ?? true), {
      root: this.element.closest('main'),
      rootMargin: BEYOND,
    });
    this.observer.observe(this.element);
  }

  ngOnDestroy(): void {
    this.observer?.disconnect();
  }

  private move(near: boolean): void {
    // the focus must not go with its row
    if (near === this.drawn() || (!near && this.element.contains(this.element.ownerDocument.activeElement))) return;
    if (!near) this.room.set(this.element.offsetHeight);
    this.drawn.set(near);
  }
}
