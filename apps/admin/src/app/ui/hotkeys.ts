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

/** `j` and `k` walk through the rows of a list; Enter opens the row, as on every link. */
@Directive({ selector: '[ghRowKeys]', host: { '(document:keydown)': 'onKey($event)' } })
export class RowKeys {
  private readonly list = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected onKey(event: KeyboardEvent): void {
    if ((event.key !== 'j' && event.key !== 'k') || isTyping(event)) return;
    const rows = [...this.list.querySelectorAll<HTMLElement>('.row-link')];
    const here = rows.findIndex((row) => row === row.ownerDocument.activeElement);
    const next = event.key === 'j' ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
    rows[next]?.focus();
  }
}
