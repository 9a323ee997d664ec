import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '../session/session-store.ts';
import { Icon } from '../ui/icon.ts';
import type { AuditFilter } from './audit-filter.ts';

/** The way to all that the audit log has on something, for who may read it. */
@Component({
  selector: 'gh-story-link',
  imports: [Icon, RouterLink],
  template: `
    @if (allowed) {
      <a routerLink="/audit" [queryParams]="filter()"
        ><gh-icon name="audit" [size]="16" /><span>{{ label() || story() }}</span></a
      >
    }
  `,
  styles: `
    :host {
      display: block;
    }

    a {
      display: inline-flex;
      gap: 8px;
      align-items: center;
      min-height: 32px;
      overflow-wrap: anywhere;
    }

    gh-icon {
      flex: none;
    }
  `,
})
export class StoryLink {
  readonly name = input('');
  readonly filter = input.required<AuditFilter>();
  /** In place of "Story of …". */
  readonly label = input('');
  protected readonly allowed = inject(SessionStore).may('audit:read');
  protected readonly story = computed(() => $localize`Story of ${this.name()}:NAME:`);
}
