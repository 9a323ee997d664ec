import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { AuditEntry } from '@gatehouse/api-client';
import { Logins } from '../session/logins.ts';
import { CopyText } from '../ui/copy-text.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { WayBack } from '../ui/way-back.ts';
import type { AuditFilter } from './audit-filter.ts';
import { AuditStore } from './audit-store.ts';
import { actorId, wholeResourceName } from './entry-words.ts';
import { categoryName, entryOutcome, eventName } from './event-names.ts';
import { reasonText } from './reason-text.ts';
import { InclusionState } from './inclusion-state.ts';
import { SignatureState } from './signature-state.ts';

/** One entry, whole, with the state of its signature and of its place in the tree. Its address carries the filter of the list that it was opened from. */
@Component({
  selector: 'gh-audit-sheet',
  imports: [
    MatButton,
    RouterLink,
    CopyText,
    EmptyState,
    InclusionState,
    ProblemPanel,
    SideSheet,
    SignatureState,
    Skeleton,
    StatusChip,
    Time,
  ],
  templateUrl: './audit-sheet.html',
  styles: `
    pre {
      margin: 4px 0 0;
      padding: 12px;
      overflow: auto;
      border: 1px solid var(--gh-border);
      border-radius: 6px;
      background: var(--gh-sunken);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }

    h3 {
      margin-top: 20px;
    }

    .proof {
      display: grid;
      gap: 8px;
    }

    .id {
      display: flex;
    }

    .facts {
      margin-top: 16px;
    }

    .links {
      margin-top: 8px;
    }

    .signed {
      margin-top: 20px;
    }

    summary {
      font-weight: 600;
      cursor: pointer;
    }
  `,
})
export class AuditSheet {
  /** From the address. */
  readonly id = input.required<string>();
  protected readonly store = inject(AuditStore);
  private readonly wayBack = inject(WayBack);
  private readonly logins = inject(Logins);
  protected readonly entry = computed(() => {
    const open = this.store.entry();
    return open.kind === 'open' ? open.entry : undefined;
  });
  protected readonly problem = computed(() => {
    const open = this.store.entry();
    return open.kind === 'failed' ? open.problem : undefined;
  });
  protected readonly details = computed(() => {
    const details = this.entry()?.details;
    return details && Object.keys(details).length > 0 ? JSON.stringify(details, undefined, 2) : undefined;
  });
  /** The bytes, set out in lines where they are JSON, as genuine ones are. */
  protected readonly signed = computed(() => {
    const canonical = this.entry()?.canonical ?? '';
    try {
      return JSON.stringify(JSON.parse(canonical), undefined, 2);
    } catch {
      return canonical;
    }
  });
  protected readonly title = computed(() => {
    const entry = this.entry() ?? this.store.list.items().find((listed) => listed.id === this.id());
    return entry === undefined ? $localize`Entry ${this.id()}:ID:` : eventName(entry.type);
  });
  protected readonly entryOutcome = entryOutcome;
  protected readonly categoryName = categoryName;
  protected readonly reasonText = reasonText;
  protected readonly nameOf = (id: string) => this.logins.find(id);

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.open(id));
    });
  }

  protected close(): void {
    void this.wayBack.to(['/audit']);
  }

  protected what(entry: AuditEntry): string {
    return wholeResourceName(entry, this.nameOf);
  }

  /** Ways on from this entry, each a filter. */
  protected related(entry: AuditEntry): readonly { name: string; filter: AuditFilter }[] {
    const actor = actorId(entry);
    const links = [
      { name: $localize`Request`, filter: { requestId: entry.requestId } },
      { name: $localize`Session`, filter: { sessionId: entry.sessionId } },
      { name: $localize`Person or service`, filter: { actor } },
      { name: $localize`Resource`, filter: { resource: entry.resourceId } },
      { name: $localize`Address`, filter: { ip: entry.ipAddress } },
    ];
    return links.filter(({ filter }) => Object.values(filter).some(Boolean)) as { name: string; filter: AuditFilter }[];
  }
}
