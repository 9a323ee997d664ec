import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { extensionOf } from '../../domain/file-name.ts';
import { agreeOnType, type FileType } from '../../domain/file-signature.ts';
import { ImageDecoder } from '../../domain/image-decoder.ts';
import { inspectStructure } from '../../domain/inspect-structure.ts';
import { type LeftOut, leftOutOf } from '../../domain/left-out.ts';
import type { ReceivedFile } from '../../domain/received-file.ts';
import { refusalOfType } from '../../domain/type-refusal.ts';
import { TypeSniffer } from '../../domain/type-sniffer.ts';

/** Animated PNG is PNG with more chunks; every reader shows its first picture. */
const SAME_AS: Readonly<Record<string, FileType>> = { 'image/apng': 'image/png' };

/** What a file turned out to be. */
export interface InspectedFile {
  readonly type: FileType;
  readonly leftOut: LeftOut | undefined;
}

/** Everything that can be said of a file before the answer, cheapest first. */
@Injectable()
export class InspectReceivedFile {
  constructor(
    private readonly sniffer: TypeSniffer,
    private readonly decoder: ImageDecoder,
  ) {}

  /** @throws UPLOAD_EMPTY, UPLOAD_TYPE_NOT_ALLOWED, UPLOAD_TYPE_MISMATCH, UPLOAD_STRUCTURE_INVALID */
  async execute(file: ReceivedFile): Promise<InspectedFile> {
    if (file.size === 0) throw new GatehouseError('UPLOAD_EMPTY', 'The file is empty. Send a non-empty file.');
    const agreement = agreeOnType({
      declared: file.declaredType,
      extension: extensionOf(file.originalName),
      head: file.head,
    });
    if (agreement.outcome !== 'agreed') throw refusalOfType(agreement);
    const { type } = agreement;

    const sniffed = await this.sniffer.typeOf(file.head);
    if (sniffed === undefined || (SAME_AS[sniffed] ?? sniffed) !== type) {
      throw refusalOfType({ outcome: 'mismatch', claim: 'content' });
    }
    const source = file.staged.source();
    const structure = await inspectStructure(type, source);
    if (!structure.whole) throw invalid(structure.fault);
    if (type !== 'application/pdf') {
      const fault = await this.decoder.faultOf(file.staged.path, structure.pixels);
      if (fault !== undefined) throw invalid(fault);
    }
    return { type, leftOut: await leftOutOf(source, structure.end) };
  }
}

function invalid(fault: string): GatehouseError {
  const sentence = `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`;
  return new GatehouseError('UPLOAD_STRUCTURE_INVALID', `${sentence} Export the file again and upload the new one.`);
}
