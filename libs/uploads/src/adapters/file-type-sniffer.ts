import { fileTypeFromBuffer } from 'file-type';
import { TypeSniffer } from '../domain/type-sniffer.ts';

/** The library knows hundreds of formats: it sees through files that only begin like ours. */
export class FileTypeSniffer extends TypeSniffer {
  async typeOf(head: Buffer): Promise<string | undefined> {
    return (await fileTypeFromBuffer(head))?.mime;
  }
}
