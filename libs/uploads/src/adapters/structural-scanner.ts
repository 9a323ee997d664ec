import { MalwareScanner, type ScannableFile } from '../domain/malware-scanner.ts';
import { bytesInMemory } from '../domain/byte-source.ts';
import { foreignFormatInTail } from '../domain/tail.ts';
import type { ScanFinding } from '../domain/verdict.ts';

/** Our own look at the file's build: whole, and nothing foreign behind its end. */
export class StructuralScanner extends MalwareScanner {
  readonly name = 'structure';

  async scan(file: ScannableFile): Promise<ScanFinding> {
    const { structure } = file;
    // intake has seen it whole: what is broken now was not understood, or was changed since
    if (!structure.whole) return { scanner: this.name, verdict: 'unscannable', detail: structure.fault };
    const foreign = await foreignFormatInTail(file, structure.end);
    if (foreign) {
      return { scanner: this.name, verdict: 'suspicious', detail: `${foreign} follows the end of the file` };
    }
    return { scanner: this.name, verdict: 'clean' };
  }

  async probe(): Promise<void> {
    const found = await foreignFormatInTail(bytesInMemory(Buffer.from('..PK\x03\x04\x14\0', 'latin1')), 2);
    if (!found) throw new Error('the structural scanner does not detect an archive');
  }
}
