/** How many bytes of a file a sniffer wants to see. */
export const SNIFFED_BYTES = 4100;

/** A second opinion on the type of a file, beside our own table. */
export abstract class TypeSniffer {
  /** The media type that the first bytes look like, of all types that it knows. */
  abstract typeOf(head: Buffer): Promise<string | undefined>;
}
