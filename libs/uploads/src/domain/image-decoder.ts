/** Proves that a file is a picture by decoding it under limits. */
export abstract class ImageDecoder {
  /**
   * @param pixels as many as its header announces; without them it is taken for the largest that may be
   * @returns why the file is no picture that can be shown, or `undefined` when it is one
   */
  abstract faultOf(path: string, pixels?: number): Promise<string | undefined>;
}
