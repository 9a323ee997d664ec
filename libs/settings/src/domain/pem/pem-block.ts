/** One block of PEM with its bytes. */
export interface PemBlock {
  readonly label: string;
  /** Of RFC 1421, such as `DEK-Info`. */
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
}
