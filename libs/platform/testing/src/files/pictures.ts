import { randomBytes } from 'node:crypto';
import sharp from 'sharp';

export interface PictureOptions {
  readonly width?: number;
  readonly height?: number;
  /** Noise makes every picture different and hardly compressible; without it the picture is one colour. */
  readonly noise?: boolean;
}

function canvas({ width = 64, height = 48, noise = true }: PictureOptions) {
  if (!noise) return sharp({ create: { width, height, channels: 3, background: '#3f6ad8' } });
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });
}

/** A whole JPEG with EXIF, as a camera would write it. */
export function makeJpeg(options: PictureOptions = {}): Promise<Buffer> {
  return canvas(options)
    .withExif({ IFD0: { Make: 'Gatehouse', Model: 'Test camera' } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

export function makeProgressiveJpeg(options: PictureOptions = {}): Promise<Buffer> {
  return canvas(options).jpeg({ quality: 90, progressive: true }).toBuffer();
}

export function makePng(options: PictureOptions = {}): Promise<Buffer> {
  return canvas(options).png().toBuffer();
}

export function makeWebp(options: PictureOptions & { readonly lossless?: boolean } = {}): Promise<Buffer> {
  return canvas(options)
    .webp({ lossless: options.lossless ?? false })
    .toBuffer();
}
