import { Directive, ElementRef, inject } from '@angular/core';

/** Whether a key press belongs to what is being typed rather than to the page. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role=combobox], [role=listbox] *'))
  );
}

/** `/` puts the cursor into this field. */
@Directive({
  selector: 'input[ghFilterKey]',
  host: { '(document:keydown)': 'onKey($event)', 'aria-keyshortcuts': '/' },
})
export class FilterKey {
  private readonly field = inject<ElementRef<HTMLInputElement>>(ElementRef).nativeElement;

  protected onKey(event: KeyboardEvent): void {
    if (event.key !== '/' || isTyping(event)) return;
    event.preventDefault();
    this.field.focus();
    this.field.select();
  }
}

/**
 * `j`, `k` and the arrows walk through the rows of a list; the arrows to the sides through what one row holds. Tab stops
 * once a row, at its link; Enter opens it.
 */
@Directive({ selector: '[ghRowKeys]', host: { '(document:keydown)': 'onKey($event)' } })
export class RowKeys {
  private readonly list = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected onKey(event: KeyboardEvent): void {
    if (isTyping(event)) return;
    const focused = this.list.ownerDocument.activeElement;
    const row = this.list.contains(focused) ? focused?.closest('tr') : null;
    if (event.key === 'j' || (row && event.key === 'ArrowDown')) this.walk(event, 1, row);
    else if (event.key === 'k' || (row && event.key === 'ArrowUp')) this.walk(event, -1, row);
    else if (row && event.key === 'ArrowRight') this.step(event, row, 1);
    else if (row && event.key === 'ArrowLeft') this.step(event, row, -1);
  }

  private walk(event: KeyboardEvent, by: number, row: Element | null | undefined): void {
    const rows = [...this.list.querySelectorAll<HTMLElement>('.row-link')];
    const here = rows.findIndex((link) => row?.contains(link));
    event.preventDefault();
    rows[Math.min(Math.max(here + by, 0), rows.length - 1)]?.focus();
  }

  private step(event: KeyboardEvent, row: Element, by: number): void {
    const stops = [...row.querySelectorAll<HTMLElement>('a, button')];
    const next = stops[stops.findIndex((stop) => stop === stop.ownerDocument.activeElement) + by];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  }
}
