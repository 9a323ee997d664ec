import { randomBytes } from 'node:crypto';
import type { Sharp } from 'sharp';

export interface PictureOptions {
  readonly width?: number;
  readonly height?: number;
  /** Noise makes every picture different and hardly compressible; without it the picture is one colour. */
  readonly noise?: boolean;
}

/** Loads sharp when first called, so that tests which need no picture do not pay for it. */
async function canvas({ width = 64, height = 48, noise = true }: PictureOptions): Promise<{ picture: Sharp }> {
  const { default: sharp } = await import('sharp');
  if (!noise) return { picture: sharp({ create: { width, height, channels: 3, background: '#3f6ad8' } }) };
  return { picture: sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } }) };
}

/** A whole JPEG with EXIF, as a camera would write it. */
export async function makeJpeg(options: PictureOptions = {}): Promise<Buffer> {
  const { picture } = await canvas(options);
  return picture
    .withExif({ IFD0: { Make: 'Gatehouse', Model: 'Test camera' } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

export async function makeProgressiveJpeg(options: PictureOptions = {}): Promise<Buffer> {
  const { picture } = await canvas(options);
  return picture.jpeg({ quality: 90, progressive: true }).toBuffer();
}

export async function makePng(options: PictureOptions = {}): Promise<Buffer> {
  const { picture } = await canvas(options);
  return picture.png().toBuffer();
}

export async function makeWebp(options: PictureOptions & { readonly lossless?: boolean } = {}): Promise<Buffer> {
  const { picture } = await canvas(options);
  return picture.webp({ lossless: options.lossless ?? false }).toBuffer();
}
