import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../ui/empty-state.ts';

@Component({
  selector: 'gh-not-found-page',
  imports: [EmptyState, MatButton, RouterLink],
  template: `
    <div class="page">
      <h1 class="visually-hidden" i18n>Not found</h1>
      <gh-empty-state icon="search" heading="There is no page at this address" i18n-heading>
        <ng-container i18n>The link may be out of date, or the address may be mistyped.</ng-container>
        <a action mat-flat-button routerLink="/overview" i18n>Open the overview</a>
      </gh-empty-state>
    </div>
  `,
})
export class NotFoundPage {}
