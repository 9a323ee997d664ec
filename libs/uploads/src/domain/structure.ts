/** Either whole, with the offset at which the format ends (bytes from there on are its tail), or broken, with the reason in words. */
export type Structure =
  | {
      readonly whole: true;
      readonly end: number;
      /** Width times height of a picture, as far as its header says so. */
      readonly pixels?: number;
    }
  | { readonly whole: false; readonly fault: string };

export const broken = (fault: string): Structure => ({ whole: false, fault });
export const wholeUntil = (end: number, pixels?: number): Structure => ({
  whole: true,
  end,
  ...(pixels !== undefined && { pixels }),
});

/** Segments or chunks that one image may have; honest ones stay far below, and each costs time. */
export const MAX_PARTS = 20_000;
