import { Component, DestroyRef, Injector, LOCALE_ID, computed, inject } from '@angular/core';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';
import { SessionStore } from '../session/session-store.ts';
import type { Permission } from '../session/permissions.ts';
import { Connection } from '../ui/connection.ts';
import { isTyping } from '../ui/hotkeys.ts';
import { Icon } from '../ui/icon.ts';
import type { IconName } from '../ui/icon-paths.ts';
import { Mark } from '../ui/mark.ts';
import { poll } from '../ui/poll.ts';
import { roleName } from '../users/user-words.ts';
import { countText } from './attention.ts';
import { AttentionStore } from './attention-store.ts';
import { Languages } from './language-link.ts';
import { SystemStore } from './system-store.ts';
import { ThemeStore } from './theme-store.ts';
import type { ThemeChoice } from './theme-store.ts';

interface Place {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  readonly permission: Permission;
  /** Starts a group of its own on wide screens. */
  readonly group?: boolean;
}

/** What a narrow screen has room for beside "More". */
const MOST_IN_BAR = 4;
const ATTENTION_MS = 60_000;

/** The frame around every page: where one is, in which environment, and who one is. */
@Component({
  selector: 'gh-shell',
  imports: [Icon, Mark, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink, RouterLinkActive, RouterOutlet],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
  host: { '(document:keydown)': 'onKey($event)', '[class.production]': "environment() === 'production'" },
})
export class Shell {
  private readonly session = inject(SessionStore);
  private readonly system = inject(SystemStore);
  private readonly attention = inject(AttentionStore);
  private readonly locale = inject(LOCALE_ID);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  protected readonly theme = inject(ThemeStore);
  protected readonly languages = inject(Languages);
  protected readonly user = this.session.user;
  protected readonly environment = this.system.environment;
  protected readonly roleName = computed(() => {
    const role = this.user()?.role;
    return role && roleName(role);
  });
  protected readonly environmentName = computed(() => {
    switch (this.environment()) {
      case 'production':
        return $localize`Production`;
      case 'staging':
        return $localize`Staging`;
      case 'development':
        return $localize`Development`;
      default:
        return this.environment() ?? '';
    }
  });
  private readonly all: readonly Place[] = [
    { path: '/overview', name: $localize`Overview`, icon: 'overview', permission: 'system:read' },
    { path: '/settings', name: $localize`Settings`, icon: 'lock', permission: 'settings:list' },
    { path: '/uploads', name: $localize`Uploads`, icon: 'upload', permission: 'uploads:read' },
    { path: '/audit', name: $localize`Audit`, icon: 'audit', permission: 'audit:read' },
    { path: '/keys', name: $localize`Signing keys`, icon: 'key', permission: 'keys:read', group: true },
    {
      path: '/service-accounts',
      name: $localize`Service accounts`,
      icon: 'plug',
      permission: 'service-accounts:manage',
    },
    { path: '/users', name: $localize`Users`, icon: 'users', permission: 'users:manage' },
  ];
  protected readonly places = computed(() => this.all.filter((place) => this.session.may(place.permission)));
  /** Behind "More" on a narrow screen; a single place too many stays in the bar, "More" would take the same room. */
  protected readonly more = computed(() =>
    this.places().length > MOST_IN_BAR + 1 ? this.places().slice(MOST_IN_BAR) : [],
  );
  private readonly navigated = toSignal(this.router.events.pipe(filter((event) => event instanceof NavigationEnd)));
  protected readonly hereInMore = computed(() => {
    this.navigated();
    const path = this.router.url.split(/[?#]/)[0] ?? '';
    return this.more().find((place) => path === place.path || path.startsWith(`${place.path}/`));
  });
  protected readonly themes: readonly { choice: ThemeChoice; name: string; icon: IconName }[] = [
    { choice: 'system', name: $localize`System theme`, icon: 'theme-auto' },
    { choice: 'light', name: $localize`Light theme`, icon: 'sun' },
    { choice: 'dark', name: $localize`Dark theme`, icon: 'moon' },
  ];

  /** Behind "More" something waits. */
  protected readonly waitsInMore = computed(() => this.more().some(({ path }) => this.attention.byPage().has(path)));

  constructor() {
    poll(
      () => this.attention.load(),
      () => ATTENTION_MS,
    );
    poll(
      () => this.system.load(),
      () => (this.system.problem() === undefined ? 30_000 : 5000),
    );
    inject(DestroyRef).onDestroy(inject(Connection).whenBack(() => void this.system.load()));
  }

  /** How much waits on a page; empty for nothing. */
  protected waiting({ path }: Place): string {
    const total = this.attention.byPage().get(path);
    return total ? countText(total, this.locale) : '';
  }

  /** In words, beside the name of the page. */
  protected waitingWords(place: Place): string | null {
    const number = this.waiting(place);
    return number === '' ? null : $localize`Needs you: ${number}:NUMBER:`;
  }

  protected async signOut(): Promise<void> {
    await this.session.signOut();
    await this.router.navigateByUrl('/sign-in');
  }

  protected async showShortcuts(): Promise<void> {
    const { openShortcuts } = await import('./shortcuts-dialog.ts');
    openShortcuts(this.injector);
  }

  private async goAnywhere(): Promise<void> {
    const { openPalette } = await import('./palette.ts');
    const kind = $localize`Page`;
    openPalette(
      this.injector,
      this.places().map(({ name, icon, path }) => ({ name, icon, kind, path: [path] })),
    );
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.code === 'KeyK' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void this.goAnywhere();
    }
    if (event.key === '?' && !isTyping(event)) void this.showShortcuts();
  }
}
