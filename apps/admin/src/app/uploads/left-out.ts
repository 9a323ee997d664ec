import type { Upload } from '@gatehouse/api-client';
import { byteSize } from '../ui/byte-size.ts';

/** What of a file is not in its copy for downloads, in words; `undefined` when all of it is. */
export function leftOut({ removed }: Pick<Upload, 'removed'>, locale: string): string | undefined {
  const words = removed.map(({ kind, bytes }) => {
    const size = byteSize(bytes, locale);
    switch (kind) {
      case 'padding':
        return $localize`Padding after the end (${size}:SIZE:)`;
      case 'picture':
        return $localize`A second picture (${size}:SIZE:)`;
      case 'video':
        return $localize`The moving part of the photo (${size}:SIZE:)`;
      default:
        return $localize`Data after the end (${size}:SIZE:)`;
    }
  });
  return words.length === 0 ? undefined : words.join(', ');
}
