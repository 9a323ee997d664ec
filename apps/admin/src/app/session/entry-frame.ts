import { Component } from '@angular/core';
import { LanguageLink } from '../shell/language-link.ts';
import { Mark } from '../ui/mark.ts';

/** The quiet frame of the pages before the console: one column with the name of the house. */
@Component({
  selector: 'gh-entry-frame',
  imports: [LanguageLink, Mark],
  template: `
    <main id="main">
      <div class="brand"><gh-mark [size]="32" /><span>Gatehouse</span></div>
      <div class="panel box"><ng-content /></div>
      <gh-language-link />
    </main>
  `,
  styles: `
    main {
      display: flex;
      flex-direction: column;
      gap: 20px;
      align-items: center;
      justify-content: center;
      min-height: calc(100dvh - var(--gh-banner-height));
      padding: 24px 16px 48px;
    }

    .brand {
      display: flex;
      gap: 10px;
      align-items: center;
      font-size: 1.125rem;
      font-weight: 620;
      letter-spacing: -0.01em;
    }

    .box {
      width: min(400px, 100%);
      padding: 24px;
    }
  `,
})
export class EntryFrame {}
