import { LOCALE_ID, Pipe, inject } from '@angular/core';
import type { PipeTransform } from '@angular/core';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** "217 kB", "1.4 MB", in the language of the page. */
export function byteSize(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const options = { style: 'unit', unit: UNITS[unit] ?? 'byte', unitDisplay: unit === 0 ? 'long' : 'short' } as const;
  return new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(
    value,
  );
}

@Pipe({ name: 'ghByteSize' })
export class ByteSize implements PipeTransform {
  private readonly locale = inject(LOCALE_ID);

  transform(bytes: number): string {
    return byteSize(bytes, this.locale);
  }
}
