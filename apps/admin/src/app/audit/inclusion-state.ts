import { Component, computed, input } from '@angular/core';
import type { AuditEntryDetail } from '@gatehouse/api-client';
import { CopyText } from '../ui/copy-text.ts';
import { Icon } from '../ui/icon.ts';

/** Whether an entry stands where a signed checkpoint says, in plain words, with the proof for who wants to check it. */
@Component({
  selector: 'gh-inclusion-state',
  imports: [CopyText, Icon],
  template: `
    @switch (state().state) {
      @case ('proven') {
        <details data-testid="inclusion-state">
          <summary>
            <gh-icon name="shield-check" />
            <span i18n>Part of a signed checkpoint: it cannot vanish unnoticed.</span>
            <gh-icon class="more" name="chevron-down" [size]="16" />
          </summary>
          @if (state().proof; as proof) {
            <p class="muted" i18n>
              Leaf {{ proof.leafIndex }} of a tree of {{ proof.treeSize }}. With this log’s public key, anybody can
              verify it (RFC 9162):
              <gh-copy-text [value]="proofText()" [cut]="24" name="inclusion proof" i18n-name />
            </p>
            <pre tabindex="0">{{ proof.checkpoint }}</pre>
          }
        </details>
      }
      @case ('pending') {
        <p class="line muted" data-testid="inclusion-state">
          <gh-icon name="clock" />
          <span i18n
            >No checkpoint covers this entry yet. This takes a few seconds; if it takes longer, verify the log.</span
          >
        </p>
      }
      @default {
        <div class="notice danger" role="alert" data-testid="inclusion-state">
          <gh-icon name="shield-x" />
          <span
            ><strong i18n>The signed tree contains something else in place of this entry.</strong>&ngsp;<ng-container
              i18n
              >Do not trust it. Keep the database as it is and tell your operator.</ng-container
            ></span
          >
        </div>
      }
    }
  `,
  styles: `
    summary,
    .line {
      display: flex;
      gap: 10px;
      align-items: center;
      margin: 0;
      padding: 4px 13px;
      border-radius: 6px;
      font-size: 0.8125rem;
    }

    summary {
      cursor: pointer;
    }

    summary:hover {
      background: var(--gh-hover);
    }

    gh-icon {
      flex: none;
    }

    summary gh-icon {
      color: var(--gh-ok);
    }

    summary .more {
      margin-inline-start: auto;
      color: var(--gh-text-muted);
    }

    details[open] .more {
      transform: rotate(180deg);
    }

    details p {
      margin: 8px 0 0;
    }

    pre {
      margin: 8px 0 0;
      padding: 12px;
      overflow: auto;
      border: 1px solid var(--gh-border);
      border-radius: 6px;
      background: var(--gh-sunken);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class InclusionState {
  readonly state = input.required<AuditEntryDetail['inclusion']>();
  protected readonly proofText = computed(() => JSON.stringify(this.state().proof));
}
