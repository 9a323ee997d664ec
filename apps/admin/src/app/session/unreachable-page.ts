import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { EntryFrame } from './entry-frame.ts';
import { safeNext } from './guards.ts';
import { SessionStore } from './session-store.ts';

/** In place of any page while nobody can say whether there is a session. Nothing is lost: the session is where it was. */
@Component({
  selector: 'gh-unreachable-page',
  imports: [EntryFrame, ProblemPanel],
  template: `
    <gh-entry-frame>
      <h1 i18n>Your session could not be resumed</h1>
      <p class="muted" i18n>You are still signed in. Try again to continue where you were.</p>
      @if (problem(); as problem) {
        <gh-problem-panel [problem]="problem" (retry)="retry()" />
      }
    </gh-entry-frame>
  `,
})
export class UnreachablePage {
  readonly next = input<string>();
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  protected readonly problem = computed(() => {
    const state = this.session.state();
    return state.kind === 'unreachable' ? state.problem : undefined;
  });

  protected retry(): Promise<boolean> {
    return this.router.navigateByUrl(safeNext(this.next()), { onSameUrlNavigation: 'reload' });
  }
}
