/** Proves that a file is a picture by decoding it under limits. */
export abstract class ImageDecoder {
  /** @returns why the file is no picture that can be shown, or `undefined` when it is one */
  abstract faultOf(path: string): Promise<string | undefined>;
}
