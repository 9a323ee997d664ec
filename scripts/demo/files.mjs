// The files that the demo sends: a real photograph-like JPEG, and the harmless EICAR test file in two disguises.
import sharp from 'sharp';

export function makeJpeg() {
  const noise = { type: /** @type {const} */ ('gaussian'), mean: 128, sigma: 40 };
  return sharp({ create: { width: 800, height: 600, channels: 3, background: '#1a6f7a', noise } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

// put together here, so that no scanner takes this source for the test file itself
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');

/** EICAR with nothing of a PDF but its header. */
export function eicarBehindPdfHeader() {
  return Buffer.from(`%PDF-1.7\n${EICAR}`, 'latin1');
}

/** EICAR in a stream of a whole, well-formed PDF. */
export function eicarInsidePdf() {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>',
    `<< /Length ${EICAR.length} >>\nstream\n${EICAR}\nendstream`,
  ];
  let file = '%PDF-1.7\n';
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, 'latin1');
}
