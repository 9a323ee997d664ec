/** That an entry is a leaf of a tree which a signed checkpoint stands for (RFC 6962, 2.1.1). */
export interface InclusionProof {
  /** Decimal. */
  readonly leafIndex: string;
  /** Decimal: the number of leaves of the tree that the checkpoint signs. */
  readonly treeSize: string;
  /** Base64 of 32 bytes each, from the leaf's neighbour up to the root's child. */
  readonly hashes: readonly string[];
  /** The signed note (C2SP tlog-checkpoint), as it is stored. */
  readonly checkpoint: string;
}

/** Proves that entries belong to the log. */
export abstract class InclusionProofs {
  /** `pending`: no checkpoint covers the entry yet. @param auditId decimal */
  abstract prove(auditId: string): Promise<InclusionProof | 'pending'>;
}
