import { DOCUMENT, InjectionToken, LOCALE_ID, inject } from '@angular/core';

/** Where this installation is reached, sub-path included, without a slash at its end. */
export const PRODUCT_URL = new InjectionToken<string>('PRODUCT_URL', {
  providedIn: 'root',
  factory: () => productUrlOf(inject(DOCUMENT).baseURI, inject(LOCALE_ID)),
});

/** The base of the page, without the part that its language adds: English is at `/`, Russian at `/ru/`. */
export function productUrlOf(baseUri: string, locale: string): string {
  const base = new URL('.', baseUri).href;
  return (locale.startsWith('ru') ? base.replace(/\/ru\/$/, '/') : base).replace(/\/$/, '');
}
