import { Component, Injector, effect, inject, untracked } from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { SessionStore } from './session/session-store.ts';
import { ConnectionBanner } from './shell/connection-banner.ts';
import { ThemeStore } from './shell/theme-store.ts';
import { WayBack } from './ui/way-back.ts';

@Component({
  selector: 'gh-root',
  imports: [ConnectionBanner, RouterOutlet],
  template: '<gh-connection-banner /><router-outlet />',
})
export class App {
  constructor() {
    inject(ThemeStore);
    inject(WayBack);
    const session = inject(SessionStore);
    const router = inject(Router);
    const injector = inject(Injector);
    effect(() => {
      const { kind } = session.state();
      untracked(() => {
        if (kind === 'expired')
          void import('./session/expired-dialog.ts').then((dialog) => dialog.openExpiredDialog(injector));
        // Signed out here or in another tab: no page stays open behind it.
        if (kind === 'signed-out' && router.navigated && !router.url.startsWith('/sign-in')) {
          void router.navigate(['/sign-in'], { queryParams: { next: router.url } });
        }
      });
    });
  }
}
