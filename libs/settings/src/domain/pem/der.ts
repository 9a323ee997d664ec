/** One element of ASN.1 (X.690): its tag and, of a constructed one, what it holds. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly children: readonly DerElement[];
}

export const SEQUENCE = 0x30;
const CONSTRUCTED = 0x20;
/** In the first byte of a length: so many more bytes tell it, or none when it is left open. */
const LONG = 0x80;
const MAX_DEPTH = 48;

/** `cut_off`: the text has fewer bytes than the outermost element says. `damaged`: elements do not fit into each other. */
export class DerFault extends Error {
  override readonly name = 'DerFault';
  constructor(readonly kind: 'cut_off' | 'too_long' | 'damaged') {
    super(kind);
  }
}

/**
 * Reads bytes that hold one element and nothing behind it, down to the last one.
 * @param ber whether lengths may be left open, as in PKCS #7
 * @throws DerFault
 */
export function readDer(bytes: Uint8Array, { ber = false, mayGoOn = false } = {}): DerElement {
  const outer = header(bytes, 0, bytes.length, 'cut_off', ber);
  const { element, end } = readElement(bytes, outer, bytes.length, ber, 0);
  if (end < bytes.length && !mayGoOn) throw new DerFault('too_long');
  return element;
}

interface Header {
  readonly tag: number;
  readonly start: number;
  /** None while the length is left open. */
  readonly end: number | undefined;
}

function header(bytes: Uint8Array, at: number, limit: number, short: 'cut_off' | 'damaged', ber: boolean): Header {
  let index = at;
  const next = (): number => {
    // may run on behind the limit, where no content fits any more
    const byte = bytes[index++];
    if (byte === undefined) throw new DerFault(short);
    return byte;
  };
  const tag = next();
  if ((tag & 0x1f) === 0x1f) while (next() >= 0x80);
  const first = next();
  if (first === LONG) {
    if (!ber || (tag & CONSTRUCTED) === 0) throw new DerFault('damaged');
    return { tag, start: index, end: undefined };
  }
  let length = first;
  if ((first & LONG) !== 0) {
    if (first > 0x84) throw new DerFault('damaged');
    length = 0;
    for (let count = first - LONG; count > 0; count--) length = length * 256 + next();
  }
  if (index + length > limit) throw new DerFault(short);
  return { tag, start: index, end: index + length };
}

function readElement(bytes: Uint8Array, { tag, start, end }: Header, limit: number, ber: boolean, depth: number) {
  if (depth > MAX_DEPTH) throw new DerFault('damaged');
  if ((tag & CONSTRUCTED) === 0) {
    const content = bytes.subarray(start, end);
    return { element: { tag, content, children: [] } satisfies DerElement, end: end ?? limit };
  }
  const children: DerElement[] = [];
  let index = start;
  while (index < (end ?? limit)) {
    const inner = header(bytes, index, end ?? limit, 'damaged', ber);
    if (end === undefined && inner.tag === 0 && inner.end === inner.start) {
      return { element: { tag, content: bytes.subarray(start, index), children }, end: inner.start };
    }
    const child = readElement(bytes, inner, end ?? limit, ber, depth + 1);
    children.push(child.element);
    index = child.end;
  }
  if (end === undefined) throw new DerFault('damaged');
  return { element: { tag, content: bytes.subarray(start, end), children }, end };
}

/** The tags of an element's members and of theirs, such as `02 30(06 05) 04`: enough to tell one structure from another. */
export function shapeOf({ children }: DerElement): string {
  const hex = ({ tag }: DerElement) => tag.toString(16).padStart(2, '0');
  const inner = (child: DerElement) =>
    (child.tag & CONSTRUCTED) === 0 ? '' : `(${child.children.map(hex).join(' ')})`;
  return children.map((child) => hex(child) + inner(child)).join(' ');
}
