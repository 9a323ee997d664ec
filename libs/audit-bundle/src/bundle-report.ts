/** What is wrong in a bundle, and where. */
export interface BundleFault {
  /** Leaf indexes, both included; missing where the fault is in the header or in a checkpoint. */
  readonly leaf?: number;
  readonly lastLeaf?: number;
  /** Of the entry, when its bytes tell one. */
  readonly id?: string;
  readonly reason: string;
}

export interface BundleReport {
  /** `MALFORMED` is no bundle at all, or one that is cut off; `INVALID` one that says what is not so. */
  readonly verdict: 'VALID' | 'INVALID' | 'MALFORMED';
  /** Entries that were found in the tree, byte for byte. */
  readonly entries: number;
  /** Leaves of the range without an entry. */
  readonly withoutEntry: number;
  /** The range of the header. */
  readonly first: number;
  readonly end: number;
  /** Those that a trusted key has signed, by size; the last one covers all entries. */
  readonly checkpoints: readonly { readonly number: number; readonly size: number; readonly time: string }[];
  readonly origin: string;
  readonly faultCount: number;
  /** The first hundred. */
  readonly faults: readonly BundleFault[];
  /** How many lines were read. */
  readonly lines: number;
}
