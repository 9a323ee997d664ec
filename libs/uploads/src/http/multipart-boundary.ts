/** JavaMail and its heirs write `boundary=----=_Part_0_1.2` without the quotes that `=` needs (RFC 2045, 5.1). */
const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"\\]*)"|([^\s;"\\]*))\s*(?=;|$)/gi;
/** Also inside of quotes, which not every program minds. */
const NAMED = /;\s*boundary\s*=/gi;
const PRINTABLE = /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/;

/** The boundary of a multipart body; `undefined` where none is named, or two: programs differ in which of them counts. */
export function multipartBoundary(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^\s*multipart\/form-data\s*;/i.test(contentType)) return undefined;
  if (contentType.match(NAMED)?.length !== 1) return undefined;
  const [found] = contentType.matchAll(BOUNDARY);
  const boundary = found?.[1] ?? found?.[2] ?? '';
  return PRINTABLE.test(boundary) ? boundary : undefined;
}
