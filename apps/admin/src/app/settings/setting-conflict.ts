import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { SettingSummary, SettingVersion } from '@gatehouse/api-client';
import { Logins } from '../session/logins.ts';
import { SessionStore } from '../session/session-store.ts';
import { Icon } from '../ui/icon.ts';
import { Time } from '../ui/time.ts';
import { fieldName } from './field-names.ts';
import type { Dispute, Merge } from './three-way.ts';

export interface Decision {
  readonly dispute: Dispute;
  readonly side: 'theirs' | 'mine';
}

/** Somebody else saved first: who, when, what came in with it, and field by field what both changed. */
@Component({
  selector: 'gh-setting-conflict',
  imports: [MatButton, Icon, Time],
  templateUrl: './setting-conflict.html',
  styles: `
    .body {
      flex: 1;
      min-width: 0;
    }

    p,
    fieldset,
    .save {
      margin-top: 8px;
    }

    fieldset {
      min-width: 0;
      margin-inline: 0;
      padding: 0;
      border: 0;
    }

    legend {
      padding: 0;
      font-weight: 600;
    }

    .side {
      display: flex;
      gap: 8px;
      align-items: baseline;
      padding: 4px 0;
      cursor: pointer;
    }

    input {
      position: relative;
      top: 2px;
      flex: none;
      margin: 0;
      accent-color: var(--gh-accent);
    }

    .side span {
      min-width: 0;
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
  `,
})
export class SettingConflict {
  readonly theirs = input.required<SettingSummary>();
  readonly version = input<SettingVersion>();
  readonly merge = input.required<Merge>();
  readonly decided = output<Decision>();
  readonly saveOver = output();
  private readonly session = inject(SessionStore);
  private readonly logins = inject(Logins);
  private readonly decisions = signal<ReadonlySet<string>>(new Set());
  protected readonly fieldName = fieldName;

  protected readonly who = computed(() => {
    const version = this.version();
    const id = version?.actor ?? this.theirs().updatedBy;
    if (id === null) return $localize`the system`;
    return id === this.session.user()?.id ? $localize`you, in another window,` : this.logins.of(id);
  });
  protected readonly taken = computed(() => this.merge().taken.map(fieldName).join(', '));
  /** Nothing is saved over what somebody else wrote before the reader has said so of each field. */
  protected readonly open = computed(
    () => this.merge().disputed.filter(({ field }) => !this.decisions().has(field)).length,
  );

  protected decide(dispute: Dispute, side: Decision['side']): void {
    this.decisions.update((decisions) => new Set([...decisions, dispute.field]));
    this.decided.emit({ dispute, side });
  }

  protected shown(dispute: Dispute, side: Decision['side']): string {
    if (dispute.field === 'value')
      return side === 'theirs' ? $localize`another one, masked` : $localize`as typed below`;
    const value = dispute[side];
    if (typeof value === 'boolean') return value ? $localize`yes` : $localize`no`;
    return value === '' ? '–' : value;
  }
}
