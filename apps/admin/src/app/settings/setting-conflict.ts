import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { SettingSummary, SettingVersion } from '@gatehouse/api-client';
import { Logins } from '../session/logins.ts';
import { SessionStore } from '../session/session-store.ts';
import { Icon } from '../ui/icon.ts';
import { Time } from '../ui/time.ts';

interface Mine {
  readonly category: string;
  readonly type: string;
  readonly description: string;
  readonly tags: string;
}

/** Somebody else saved first: who, when, what differs. Nothing that was typed is lost. */
@Component({
  selector: 'gh-setting-conflict',
  imports: [MatButton, Icon, Time],
  template: `
    <div class="notice warn" role="alert">
      <gh-icon name="alert" />
      <div>
        <strong i18n>Changed by {{ who() }} while you were editing</strong>
        <p>
          <gh-time [value]="version()?.createdAt ?? theirs().updatedAt" />
          ·
          <ng-container i18n
            >version {{ theirs().version }} is the newest now. What you typed is kept and not saved yet.</ng-container
          >
        </p>
        <dl class="facts">
          <dt i18n>Value</dt>
          <dd i18n>may differ; it is masked</dd>
          @for (difference of differences(); track difference.name) {
            <dt>{{ difference.name }}</dt>
            <dd>
              <s>{{ difference.theirs || '–' }}</s> → {{ difference.mine || '–' }}
            </dd>
          }
        </dl>
        <button mat-flat-button type="button" (click)="saveOver.emit()">
          <ng-container i18n>Save mine as version {{ theirs().version + 1 }}</ng-container>
        </button>
      </div>
    </div>
  `,
  styles: `
    dl {
      margin: 8px 0 12px;
    }
  `,
})
export class SettingConflict {
  readonly theirs = input.required<SettingSummary>();
  readonly version = input<SettingVersion>();
  readonly mine = input.required<Mine>();
  readonly saveOver = output();
  private readonly session = inject(SessionStore);
  private readonly logins = inject(Logins);

  protected readonly who = computed(() => {
    const version = this.version();
    const id = version?.actor ?? this.theirs().updatedBy;
    if (id === null) return $localize`the system`;
    return id === this.session.user()?.id ? $localize`you, in another window,` : this.logins.of(id);
  });

  protected readonly differences = computed(() => {
    const theirs = this.theirs();
    const mine = this.mine();
    return [
      { name: $localize`Category`, theirs: theirs.category, mine: mine.category },
      { name: $localize`Type`, theirs: theirs.type as string, mine: mine.type },
      { name: $localize`Description`, theirs: theirs.description, mine: mine.description },
      { name: $localize`Tags`, theirs: theirs.tags.join(', '), mine: mine.tags },
    ].filter((difference) => difference.theirs !== difference.mine);
  });
}
