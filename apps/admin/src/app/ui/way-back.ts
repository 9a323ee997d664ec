import { Location } from '@angular/common';
import { Service, inject } from '@angular/core';
import { NavigationCancel, NavigationEnd, NavigationError, Router } from '@angular/router';

/**
 * Leaves a detail for what it belongs to. Where that is what Back would show, this is Back; otherwise the detail's entry
 * in the history is written over. Either way Back never opens again what was closed.
 */
@Service()
export class WayBack {
  private readonly router = inject(Router);
  private readonly location = inject(Location);
  /** The addresses that Back leads through, as far as they are known; the last one is shown. */
  private trail: readonly string[] = [];
  private leaving = false;

  constructor() {
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationEnd) this.follow(event.urlAfterRedirects);
      if (event instanceof NavigationEnd || event instanceof NavigationCancel || event instanceof NavigationError)
        this.leaving = false;
    });
  }

  async to(commands: readonly unknown[]): Promise<void> {
    const target = this.router.createUrlTree([...commands], { queryParamsHandling: 'preserve' });
    if (this.trail.at(-2) === this.router.serializeUrl(target)) {
      // a second Esc before the browser has gone back would go back twice
      if (!this.leaving) this.location.back();
      this.leaving = true;
      return;
    }
    await this.router.navigate([...commands], { queryParamsHandling: 'preserve', replaceUrl: true });
  }

  private follow(url: string): void {
    const navigation = this.router.currentNavigation();
    if (navigation === null || navigation.extras.skipLocationChange === true) return;
    if (navigation.trigger !== 'imperative') this.trail = this.trail.at(-2) === url ? this.trail.slice(0, -1) : [url];
    else if (navigation.extras.replaceUrl === true) this.trail = [...this.trail.slice(0, -1), url];
    else if (this.trail.at(-1) !== url) this.trail = [...this.trail, url];
  }
}
