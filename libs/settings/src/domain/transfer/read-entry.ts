/** A value as a file says it: text that the type of the setting decides about, or JSON, which is a string or something else. */
export type ReadValue =
  | { readonly kind: 'untyped'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string; /** The JSON that it was read from. */ readonly source: string }
  | { readonly kind: 'json'; readonly source: string };

export interface ReadEntry {
  readonly key: string;
  readonly value: ReadValue;
  /** Where it stands; the first line is 1. */
  readonly line: number;
}

/** What is wrong with a line. Never quotes a value. */
export interface LineFault {
  readonly line: number;
  readonly key?: string;
  readonly message: string;
}

export interface ReadFile {
  readonly entries: readonly ReadEntry[];
  readonly faults: readonly LineFault[];
}

export function refused(line: number, message: string): ReadFile {
  return { entries: [], faults: [{ line, message }] };
}

/** Tells the line of each place in a text, for places in any order. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
