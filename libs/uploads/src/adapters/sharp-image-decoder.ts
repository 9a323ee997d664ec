import sharp from 'sharp';
import { ImageDecoder } from '../domain/image-decoder.ts';

// Files pass once: a cache of them would only hold memory. Other loaders (SVG, PDF, TIFF, ImageMagick …) are attack surface.
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegFile', 'VipsForeignLoadPngFile', 'VipsForeignLoadWebpFile'] });

const SECONDS = 10;

/** Decodes with libvips, on its own threads. */
export class SharpImageDecoder extends ImageDecoder {
  constructor(private readonly maxPixels: number) {
    super();
  }

  async faultOf(path: string): Promise<string | undefined> {
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
      if (/pixel limit/i.test(message)) return `the picture has more than ${this.maxPixels} pixels`;
      if (/timeout/i.test(message)) return `the picture takes more than ${SECONDS} seconds to decode`;
      return 'the picture cannot be decoded';
    }
  }
}
