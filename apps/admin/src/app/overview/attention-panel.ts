import { Component, LOCALE_ID, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { countText } from '../shell/attention.ts';
import { AttentionStore } from '../shell/attention-store.ts';
import { Icon } from '../ui/icon.ts';
import { Skeleton } from '../ui/skeleton.ts';

/** More than these nobody takes in at once; the others follow as these are dealt with. */
const MOST_LINES = 5;

/** What needs whoever looks, the worst first, each with the one thing to do about it. */
@Component({
  selector: 'gh-attention-panel',
  imports: [Icon, RouterLink, Skeleton],
  template: `
    <section class="panel" aria-labelledby="needs-you">
      <h2 id="needs-you" i18n>Needs you</h2>
      @if (store.asked()) {
        <ul>
          @for (line of lines(); track line.text) {
            <li [class]="line.tone">
              <gh-icon [name]="line.icon" />
              <span class="text"
                >{{ line.text }}
                @if (line.number; as number) {
                  <strong>{{ number }}</strong>
                }
              </span>
              <a [routerLink]="line.path" [queryParams]="line.query" [attr.aria-label]="line.verb + ': ' + line.text">{{
                line.verb
              }}</a>
            </li>
          } @empty {
            @if (!store.incomplete()) {
              <li class="none"><gh-icon name="check-circle" /><span class="text" i18n>Nothing needs you now.</span></li>
            }
          }
        </ul>
        @if (store.incomplete()) {
          <p class="muted" i18n>Not everything could be checked. The console tries again in a minute.</p>
        }
      } @else {
        <gh-skeleton [rows]="1" />
      }
    </section>
  `,
  styles: `
    h2 {
      padding: 12px 16px;
      border-bottom: 1px solid var(--gh-border);
      font-size: 0.875rem;
    }

    li {
      display: flex;
      gap: 10px;
      align-items: center;
      min-height: 40px;
      padding: 6px 16px;
      border-bottom: 1px solid var(--gh-border);
    }

    li:last-child {
      border-bottom: 0;
    }

    .text {
      flex: 1;
      min-width: 0;
    }

    strong {
      padding: 0 7px;
      border-radius: 9px;
      background: var(--gh-neutral-soft);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
    }

    gh-icon {
      flex: none;
    }

    .danger gh-icon {
      color: var(--gh-danger);
    }

    .warn gh-icon {
      color: var(--gh-warn);
    }

    .none gh-icon {
      color: var(--gh-ok);
    }

    a {
      font-weight: 550;
      text-align: end;
    }

    p {
      padding: 8px 16px;
      font-size: 0.8125rem;
    }
  `,
})
export class AttentionPanel {
  private readonly locale = inject(LOCALE_ID);
  protected readonly store = inject(AttentionStore);
  protected readonly lines = computed(() =>
    this.store
      .needs()
      .slice(0, MOST_LINES)
      .map((need) => ({ ...need, number: need.total && countText(need.total, this.locale) })),
  );

  constructor() {
    void this.store.load();
  }
}
