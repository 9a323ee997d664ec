import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { BrowserClock } from '../ui/clock.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { RowKeys } from '../ui/hotkeys.ts';
import { Icon } from '../ui/icon.ts';
import { ListFrame } from '../ui/list-frame.ts';
import { poll } from '../ui/poll.ts';
import { RowChunks, RowWindow } from '../ui/row-window.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { accountWarning, lastUse, liveSecrets, nearestExpiry } from './service-account-words.ts';
import { ServiceAccountsStore } from './service-accounts-store.ts';

const REFRESH_MS = 15_000;

/** The programs that sign in by themselves, with what their administrators must not miss. */
@Component({
  selector: 'gh-service-accounts-page',
  imports: [
    MatButton,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    EmptyState,
    Icon,
    ListFrame,
    RowChunks,
    RowKeys,
    RowWindow,
    StatusChip,
    Time,
  ],
  templateUrl: './service-accounts-page.html',
  styles: `
    .state {
      width: 172px;
    }

    .scopes {
      width: 22%;
    }

    .secrets {
      width: 96px;
    }

    .when {
      width: 128px;
    }
  `,
})
export class ServiceAccountsPage {
  protected readonly store = inject(ServiceAccountsStore);
  protected readonly now = inject(BrowserClock).tenSeconds;
  protected readonly accountWarning = accountWarning;
  protected readonly liveSecrets = liveSecrets;
  protected readonly lastUse = lastUse;
  protected readonly nearestExpiry = nearestExpiry;

  constructor() {
    poll(
      () => this.store.refresh(),
      () => REFRESH_MS,
    );
  }
}
