import { Component, LOCALE_ID, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { SettingVersion } from '@gatehouse/api-client';
import type { PagedList } from '../api/paged-list.ts';
import { Logins } from '../session/logins.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { Time } from '../ui/time.ts';
import { exactTime } from '../ui/time-text.ts';

interface Moment {
  readonly version: SettingVersion;
  readonly what: string;
  readonly who: string;
  readonly exact: string;
  /** What differs from the version before; of versions of old, as far as that one is loaded. */
  readonly changes: readonly string[];
}

/** Every version on one line of time, newest first. */
@Component({
  selector: 'gh-setting-history',
  imports: [MatButton, ProblemPanel, Skeleton, Time],
  template: `
    @if (list().problem(); as problem) {
      <gh-problem-panel [problem]="problem" (retry)="list().reload()" />
    }
    @if (list().waiting()) {
      <gh-skeleton [rows]="3" />
    }
    <ol>
      @for (moment of moments(); track moment.version.version) {
        <li [class.current]="moment.version.version === current()">
          <div class="line">
            <span class="version">v{{ moment.version.version }}</span>
            <span class="what">{{ moment.what }}</span>
            @if (moment.version.version === current()) {
              <span class="muted" i18n>current</span>
            } @else if (mayRollBack()) {
              <button mat-button type="button" (click)="rollBack.emit(moment.version)">
                <ng-container i18n>Roll back to this</ng-container>
              </button>
            }
          </div>
          <p class="muted">
            {{ moment.who }} · <gh-time [value]="moment.version.createdAt" /> ·
            <span class="exact">{{ moment.exact }}</span>
            @for (change of moment.changes; track change) {
              <br />{{ change }}
            }
          </p>
        </li>
      }
    </ol>
    @if (list().hasMore()) {
      <button mat-button type="button" [disabled]="list().loading()" (click)="list().more()" i18n>
        Load older versions
      </button>
    }
  `,
  styles: `
    ol {
      margin-inline-start: 6px;
      border-inline-start: 2px solid var(--gh-border);
    }

    li {
      position: relative;
      padding: 0 0 12px 18px;
    }

    li::before {
      position: absolute;
      top: 13px;
      inset-inline-start: -6px;
      width: 10px;
      height: 10px;
      border: 2px solid var(--gh-border-strong);
      border-radius: 50%;
      background: var(--gh-surface);
      content: '';
    }

    .current::before {
      border-color: var(--gh-accent);
      background: var(--gh-accent);
    }

    .line {
      display: flex;
      gap: 8px;
      align-items: center;
      min-height: 36px;
    }

    .version {
      font-weight: 600;
    }

    .what {
      flex: 1;
    }

    p {
      font-size: 0.8125rem;
      overflow-wrap: break-word;
    }

    .exact {
      white-space: nowrap;
    }
  `,
})
export class SettingHistory {
  readonly list = input.required<PagedList<SettingVersion>>();
  readonly current = input.required<number>();
  readonly mayRollBack = input(false);
  readonly rollBack = output<SettingVersion>();
  private readonly logins = inject(Logins);
  private readonly locale = inject(LOCALE_ID);

  protected readonly moments = computed<readonly Moment[]>(() => {
    const versions = this.list().items();
    return versions.map((version, index) => ({
      version,
      what: operationName(version),
      exact: exactTime(Date.parse(version.createdAt), this.locale),
      who: version.actor === null ? $localize`the system` : this.logins.of(version.actor),
      changes: [...changesBetween(versions[index + 1], version), ...otherChanges(version)],
    }));
  });
}

function operationName({ operation, rolledBackTo }: SettingVersion): string {
  switch (operation) {
    case 'create':
      return $localize`Created`;
    case 'rollback':
      return rolledBackTo === null ? $localize`Rolled back` : $localize`Rolled back to v${rolledBackTo}:VERSION:`;
    case 'delete':
      return $localize`Deleted`;
    case 'restore':
      return $localize`Restored`;
    default:
      return $localize`Changed`;
  }
}

function otherChanges({ changed, sameValueAs }: SettingVersion): string[] {
  const names: Readonly<Record<string, string>> = {
    tags: $localize`Tags changed`,
    constraints: $localize`Constraints changed`,
    sensitive: $localize`Sensitive changed`,
    expiresAt: $localize`Expiry changed`,
    value: sameValueAs === null ? $localize`Value changed` : $localize`Same value as v${sameValueAs}:VERSION:`,
  };
  return (changed ?? []).flatMap((field) => names[field] ?? []);
}

function changesBetween(before: SettingVersion | undefined, after: SettingVersion): string[] {
  if (before === undefined) return [];
  const changes: string[] = [];
  if (before.category !== after.category)
    changes.push($localize`Category: ${before.category}:BEFORE: → ${after.category}:AFTER:`);
  if (before.type !== after.type) changes.push($localize`Type: ${before.type}:BEFORE: → ${after.type}:AFTER:`);
  if (before.description !== after.description) changes.push($localize`Description changed`);
  return changes;
}
