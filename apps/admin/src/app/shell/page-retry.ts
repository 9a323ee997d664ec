import { Location } from '@angular/common';
import { DOCUMENT, ErrorHandler, InjectionToken, Service, inject, signal } from '@angular/core';
import { NavigationCancel, NavigationEnd, type NavigationError, Router } from '@angular/router';
import { Connection } from '../ui/connection.ts';
import { SystemStore } from './system-store.ts';

export const RETRY_MS = 5000;

/** Opens an address of the console as a reload would; tests put their own in its place. */
export const LOAD_ANEW = new InjectionToken<(url: string) => void>('LOAD_ANEW', {
  providedIn: 'root',
  factory: () => {
    const window = inject(DOCUMENT).defaultView;
    const location = inject(Location);
    return (url) => window?.location.assign(location.prepareExternalUrl(url));
  },
});

/**
 * Pages whose code could not be loaded: says so, and tries again by itself. Chromium does not ask a second time for a
 * module that it once failed to get, and the files may be gone with a newer version: once Gatehouse answers, the page is
 * opened by loading the whole console anew.
 */
@Service()
export class PageRetry {
  private readonly router = inject(Router);
  private readonly connection = inject(Connection);
  private readonly system = inject(SystemStore);
  private readonly loadAnew = inject(LOAD_ANEW);
  private readonly errors = inject(ErrorHandler);
  private readonly waiting = signal<string | undefined>(undefined);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** The address of the page that waits. */
  readonly failed = this.waiting.asReadonly();

  constructor() {
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationEnd || event instanceof NavigationCancel) this.giveUp();
    });
    this.connection.whenBack(() => void this.again());
  }

  /** Takes every navigation that failed; what is no matter of loading goes on to where errors go. */
  take({ url, error }: NavigationError): void {
    if (!isLoadFailure(error)) {
      this.errors.handleError(error);
      return;
    }
    this.waiting.set(url);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.again(), RETRY_MS);
  }

  async again(): Promise<void> {
    const url = this.waiting();
    if (url === undefined) return;
    clearTimeout(this.timer);
    await this.router.navigateByUrl(url);
    if (this.waiting() !== url) return;
    // loading anew without an answer would end at the browser's own error page
    await this.system.load();
    if (this.waiting() === url && this.system.problem() === undefined) this.loadAnew(url);
  }

  giveUp(): void {
    clearTimeout(this.timer);
    this.waiting.set(undefined);
  }
}

/** As Chromium, Firefox and Safari say it. */
function isLoadFailure(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|importing a module script/i.test(error.message);
}
