import { CdkTrapFocus } from '@angular/cdk/a11y';
import type { OnDestroy } from '@angular/core';
import {
  Component,
  DestroyRef,
  ElementRef,
  afterNextRender,
  afterRenderEffect,
  effect,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';
import { Icon } from './icon.ts';
import { PageTitle } from './page-title.ts';
import { setAside } from './set-aside.ts';

let count = 0;

/** Where the list still has room beside the sheet; `_patterns.scss` gives it that room. */
const BESIDE = '(min-width: 1100px)';

/**
 * A detail beside its list, with an address and a title of its own. On a wide screen the list makes room for it; on a
 * narrow one it covers the page, which cannot be reached until it is closed. Esc closes it; focus goes to its heading
 * when it opens, and back to where it was.
 */
@Component({
  selector: 'gh-side-sheet',
  imports: [CdkTrapFocus, Icon, MatIconButton, MatTooltip],
  template: `
    @if (modal()) {
      <div class="scrim" aria-hidden="true" (pointerdown)="closed.emit()"></div>
    }
    <section
      role="dialog"
      [attr.aria-labelledby]="headingId"
      [attr.aria-modal]="modal() ? true : null"
      [cdkTrapFocus]="modal()"
    >
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
      inset: var(--gh-banner-height) 0 0 auto;
      display: flex;
      flex-direction: column;
      width: var(--gh-sheet-width);
      border-inline-start: 1px solid var(--gh-border);
      background: var(--gh-surface);
      animation: arrive 140ms ease-out;
    }

    .scrim {
      position: fixed;
      z-index: 20;
      inset: 0;
      background: rgb(0 0 0 / 32%);
    }

    section[aria-modal] {
      box-shadow: var(--gh-shadow);
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
  // heard on the sheet too: above it, the hint of the control that has the focus would keep the first Esc to itself
  host: { '(keydown.escape)': 'onEscape($event)', '(document:keydown.escape)': 'onEscape($event)' },
})
export class SideSheet implements OnDestroy {
  readonly heading = input.required<string>();
  readonly closed = output();
  protected readonly headingId = `sheet-heading-${(count += 1)}`;
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly pageTitle = inject(PageTitle);
  private readonly title = viewChild.required<ElementRef<HTMLElement>>('title');
  private readonly before = this.host.ownerDocument.activeElement as HTMLElement | null;
  /** Not there where nothing is laid out. */
  private readonly wide = (this.host.ownerDocument.defaultView as Partial<Window> | null)?.matchMedia?.(BESIDE);
  protected readonly modal = signal(this.wide?.matches === false);
  private putBack = (): void => undefined;

  constructor() {
    const follow = (): void => this.modal.set(this.wide?.matches === false);
    this.wide?.addEventListener('change', follow);
    inject(DestroyRef).onDestroy(() => this.wide?.removeEventListener('change', follow));
    effect(() => this.pageTitle.show(this.heading()));
    afterRenderEffect(() => {
      this.putBack();
      this.putBack = this.modal() ? setAside(this.host) : () => undefined;
    });
    afterNextRender(() => this.title().nativeElement.focus());
  }

  ngOnDestroy(): void {
    this.putBack();
    this.pageTitle.show(undefined);
    if (this.before?.isConnected === true) this.before.focus({ preventScroll: true });
  }

  /** Menus and dialogs above the sheet take Esc first. */
  protected onEscape(event: Event): void {
    const overlays = (event.target as Node | null)?.ownerDocument?.querySelector('.cdk-overlay-container [role]');
    if (event.defaultPrevented || (overlays !== null && overlays !== undefined && !overlays.matches('[role=tooltip]')))
      return;
    event.preventDefault();
    this.closed.emit();
  }
}
