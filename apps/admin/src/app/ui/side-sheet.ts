import type { OnDestroy } from '@angular/core';
import { Component, ElementRef, afterNextRender, inject, input, output, viewChild } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';
import { Icon } from './icon.ts';

let count = 0;

/** A detail beside its list, with an address of its own. Esc closes it; focus goes to its heading when it opens. */
@Component({
  selector: 'gh-side-sheet',
  imports: [Icon, MatIconButton, MatTooltip],
  template: `
    <section role="dialog" [attr.aria-labelledby]="headingId">
      <header>
        <div class="titles">
          <h2 #title tabindex="-1" [id]="headingId" [title]="heading()">{{ heading() }}</h2>
          <ng-content select="[subheading]" />
        </div>
        <ng-content select="[actions]" />
        <button
          mat-icon-button
          type="button"
          aria-label="Close"
          i18n-aria-label
          matTooltip="Close (Esc)"
          i18n-matTooltip
          (click)="closed.emit()"
        >
          <gh-icon name="close" />
        </button>
      </header>
      <div class="content"><ng-content /></div>
    </section>
  `,
  styles: `
    section {
      position: fixed;
      z-index: 20;
      inset: 0 0 0 auto;
      display: flex;
      flex-direction: column;
      width: min(520px, 100vw);
      border-inline-start: 1px solid var(--gh-border);
      background: var(--gh-surface);
      box-shadow: var(--gh-shadow);
      animation: arrive 140ms ease-out;
    }

    @keyframes arrive {
      from {
        transform: translateX(16px);
        opacity: 0;
      }
    }

    header {
      display: flex;
      gap: 8px;
      align-items: center;
      padding: 12px 12px 12px 20px;
      border-bottom: 1px solid var(--gh-border);
    }

    .titles {
      flex: 1;
      min-width: 0;
    }

    h2 {
      display: -webkit-box;
      overflow: hidden;
      overflow-wrap: anywhere;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }

    .content {
      flex: 1;
      padding: 16px 20px 24px;
      overflow-y: auto;
    }
  `,
  host: { '(document:keydown.escape)': 'onEscape($event)' },
})
export class SideSheet implements OnDestroy {
  readonly heading = input.required<string>();
  readonly closed = output();
  protected readonly headingId = `sheet-heading-${(count += 1)}`;
  private readonly title = viewChild.required<ElementRef<HTMLElement>>('title');
  private readonly before = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement.ownerDocument
    .activeElement as HTMLElement | null;

  constructor() {
    afterNextRender(() => this.title().nativeElement.focus());
  }

  ngOnDestroy(): void {
    if (this.before?.isConnected === true) this.before.focus({ preventScroll: true });
  }

  /** Menus and dialogs above the sheet take Esc first. */
  protected onEscape(event: Event): void {
    const overlays = (event.target as Node | null)?.ownerDocument?.querySelector('.cdk-overlay-container [role]');
    if (event.defaultPrevented || (overlays !== null && overlays !== undefined && !overlays.matches('[role=tooltip]')))
      return;
    this.closed.emit();
  }
}
