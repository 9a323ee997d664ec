import { Component, DOCUMENT, LOCALE_ID, Service, inject } from '@angular/core';
import { Router } from '@angular/router';
import { PRODUCT_URL } from '../api/product-url.ts';
import { Icon } from '../ui/icon.ts';

/** Each language is a build of its own: English at the base path, Russian below it at `ru/`. Changing it loads the same page of the other build. */
@Service()
export class Languages {
  private readonly router = inject(Router);
  private readonly location = inject(DOCUMENT).location;
  private readonly russian = inject(LOCALE_ID).startsWith('ru');
  private readonly home = new URL(`${inject(PRODUCT_URL)}/`).pathname;
  readonly other = this.russian
    ? { code: 'en', name: 'English', base: this.home }
    : { code: 'ru', name: 'Русский', base: `${this.home}ru/` };

  change(): void {
    this.location.assign(this.other.base + this.router.url.replace(/^\//, ''));
  }
}

@Component({
  selector: 'gh-language-link',
  imports: [Icon],
  template: `<a [href]="languages.other.base" [attr.lang]="languages.other.code" (click)="change($event)">
    <gh-icon name="globe" [size]="16" /> {{ languages.other.name }}
  </a>`,
  styles: `
    a {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      min-height: 24px;
      color: var(--gh-text-muted);
      font-size: 0.8125rem;
      text-decoration: none;
    }

    a:hover {
      color: var(--gh-text);
      text-decoration: underline;
    }
  `,
})
export class LanguageLink {
  protected readonly languages = inject(Languages);

  protected change(event: Event): void {
    event.preventDefault();
    this.languages.change();
  }
}
