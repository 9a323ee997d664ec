import { LOCALE_ID, Pipe, inject } from '@angular/core';
import type { PipeTransform } from '@angular/core';

/** "90 days · until 20 Feb 2027", counted from now. */
@Pipe({ name: 'ghLifetime' })
export class Lifetime implements PipeTransform {
  private readonly locale = inject(LOCALE_ID);

  transform(days: number): string {
    const format = new Intl.NumberFormat(this.locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
    const end = new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium' }).format(Date.now() + days * 86_400_000);
    return $localize`${format.format(days)}:SPAN:, until ${end}:DATE:`;
  }
}
