import type { ByteSource } from './byte-source.ts';
import { endBeforePadding } from './padding.ts';

export const LEFT_OUT_KINDS = ['padding', 'picture', 'video', 'data'] as const;

/** What stands behind the end of a file's format, and is never served: its sender has to know. */
export interface LeftOut {
  /**
   * `padding`: zeros and blanks. `picture`: a second one (multi-picture format, gain map). `video`: the moving part of a
   * motion photo. `data`: anything else.
   */
  readonly kind: (typeof LEFT_OUT_KINDS)[number];
  readonly bytes: number;
}

/** Enough to see what the tail begins with, behind some padding. */
const OPENING_BYTES = 4096;

/** @param end where the format ends @returns `undefined` when nothing follows */
export async function leftOutOf(source: ByteSource, end: number): Promise<LeftOut | undefined> {
  const bytes = source.size - end;
  if (bytes === 0) return undefined;
  if ((await endBeforePadding(source, end)) === end) return { kind: 'padding', bytes };
  const opening = (await source.read(end, OPENING_BYTES)).toString('latin1');
  if (/^[\0\s]*\xff\xd8\xff/.test(opening)) return { kind: 'picture', bytes };
  // an MP4 of its own, or in the trailer of Samsung
  if (/^.{4}ftyp|MotionPhoto_Data/s.test(opening)) return { kind: 'video', bytes };
  return { kind: 'data', bytes };
}
