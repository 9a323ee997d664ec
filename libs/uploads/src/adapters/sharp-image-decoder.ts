import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { ImageDecoder } from '../domain/image-decoder.ts';
import { PixelBudget } from './pixel-budget.ts';

// Files pass once: a cache of them would only hold memory. Other loaders (SVG, PDF, TIFF, ImageMagick …) are attack surface.
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadWebpFile'] });
// Several files are decoded at once, each on a thread of Node's pool: threads of libvips for each of them would only wait
// for one another.
sharp.concurrency(1);

const SECONDS = 10;

/** Decodes with libvips, off the main thread: at most so many pixels at once, in one picture or in several. */
export class SharpImageDecoder extends ImageDecoder {
  private readonly budget: PixelBudget;

  constructor(private readonly maxPixels: number) {
    super();
    this.budget = new PixelBudget(maxPixels, availableParallelism());
  }

  async faultOf(path: string, pixels = this.maxPixels): Promise<string | undefined> {
    if (pixels > this.maxPixels) return this.tooLarge();
    const giveBack = await this.budget.take(pixels);
    try {
      await sharp(path, { limitInputPixels: this.maxPixels, failOn: 'error', sequentialRead: true })
        .timeout({ seconds: SECONDS })
        .resize(16, 16, { kernel: 'nearest', fit: 'fill' })
        .raw()
        .toBuffer();
      return undefined;
    } catch (error) {
      // its messages name files and internals: they are not for the caller
      const message = error instanceof Error ? error.message : '';
      if (/missing/i.test(message)) throw error;
      if (/pixel limit/i.test(message)) return this.tooLarge();
      if (/timeout/i.test(message)) return `the picture takes more than ${SECONDS} seconds to decode`;
      return 'the picture cannot be decoded';
    } finally {
      giveBack();
    }
  }

  private tooLarge(): string {
    return `the picture has more than ${this.maxPixels} pixels`;
  }
}
