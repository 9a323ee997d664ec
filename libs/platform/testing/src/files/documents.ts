/** A small, whole PDF: one page with one line of text, and any further objects' content. */
export function makePdf(options: { readonly text?: string; readonly streams?: readonly string[] } = {}): Buffer {
  const text = `BT /F1 18 Tf 20 100 Td (${options.text ?? 'Hello'}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    streamObject(text),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...(options.streams ?? []).map(streamObject),
  ];
  let body = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsets: number[] = [];
  objects.forEach((object, index) => {
    offsets.push(body.length);
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
  });
  const xref = body.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  body += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(body, 'latin1');
}

const streamObject = (content: string) => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
