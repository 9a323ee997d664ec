import { inject } from '@angular/core';
import { RedirectCommand, Router } from '@angular/router';
import type { CanActivateFn } from '@angular/router';
import { SessionStore } from './session-store.ts';

/** Lets in who is signed in; everybody else signs in first and comes back to this page. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const session = inject(SessionStore);
  const router = inject(Router);
  await session.restore();
  if (session.state().kind === 'unreachable') return askLater(router, state.url);
  const user = session.user();
  if (user === undefined) return router.createUrlTree(['/sign-in'], { queryParams: nextParams(state.url) });
  if (user.mustChangePassword)
    return router.createUrlTree(['/change-password'], { queryParams: nextParams(state.url) });
  return true;
};

/** The password page is for whoever is signed in, before and after the forced change. */
export const anySession: CanActivateFn = async (_route, state) => {
  const session = inject(SessionStore);
  const router = inject(Router);
  await session.restore();
  if (session.state().kind === 'unreachable') return askLater(router, state.url);
  return session.user() !== undefined || router.createUrlTree(['/sign-in']);
};

/** Says what is wrong in place of the page; the address stays, so that a reload asks for the same page. */
function askLater(router: Router, url: string): RedirectCommand {
  const instead = router.createUrlTree(['/unreachable'], { queryParams: nextParams(url) });
  return new RedirectCommand(instead, { skipLocationChange: true });
}

function nextParams(url: string): { next?: string } {
  return url === '/' || url === '/overview' ? {} : { next: url };
}

/** Where to go after signing in: a path of this console, never another origin. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/overview';
}
