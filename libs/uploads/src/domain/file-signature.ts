export const FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Enough of the beginning of a file to tell its type. */
export const SIGNATURE_BYTES = 12;

interface Signature {
  readonly type: FileType;
  /** The first one is what a stored file is named with; the others are what programs save the format as. */
  readonly extensions: readonly [string, ...string[]];
  /** Other names for the type: never registered, or of one vendor, and sent all the same. */
  readonly synonyms: readonly string[];
  matches(head: Buffer): boolean;
}

const startsWith = (hex: string) => {
  const magic = Buffer.from(hex, 'hex');
  return (head: Buffer) => head.subarray(0, magic.length).equals(magic);
};

/** Strict: every mark stands at offset 0. A byte order mark, an ID3 tag or any other prefix is not this type. */
const SIGNATURES: readonly Signature[] = [
  {
    type: 'image/jpeg',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif', 'jfi', 'pjpeg', 'pjp'],
    synonyms: ['image/jpg', 'image/pjpeg', 'image/jfif', 'image/pipeg', 'image/x-citrix-jpeg', 'application/jpeg'],
    matches: startsWith('ffd8ff'),
  },
  {
    type: 'image/png',
    extensions: ['png', 'apng'],
    synonyms: ['image/x-png', 'image/apng', 'image/vnd.mozilla.apng', 'image/x-citrix-png', 'application/png'],
    matches: startsWith('89504e470d0a1a0a'),
  },
  {
    type: 'image/webp',
    extensions: ['webp'],
    synonyms: ['image/x-webp'],
    matches: (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
  },
  {
    type: 'application/pdf',
    extensions: ['pdf'],
    synonyms: ['application/x-pdf', 'application/acrobat', 'application/vnd.pdf', 'text/pdf', 'text/x-pdf'],
    matches: startsWith('25504446'),
  },
];

/**
 * Types with which a client says that it does not know. `text/plain` is what a part without a type is (RFC 7578, 4.4);
 * `multipart/form-data` is what guides to mobile clients copy from the form to its part.
 */
const UNSAID_TYPES = [
  '',
  'text/plain',
  'multipart/form-data',
  'application/octet-stream',
  'binary/octet-stream',
  'application/binary',
  'application/unknown',
  'application/download',
  'application/x-download',
  'application/force-download',
  '*/*',
];

/** Extensions of files whose program does not know; digits are a date or a number behind a dot. */
const UNSAID_EXTENSION = /^(?:|bin|dat|tmp|\d+)$/i;

/** The type that the first bytes prove, if it is one that is taken in. */
export function typeOfBytes(head: Buffer): FileType | undefined {
  return SIGNATURES.find((signature) => signature.matches(head))?.type;
}

/** The types that a `Content-Type` leaves open, of those that are taken in: one, several or none. Parameters are ignored. */
export function typesDeclared(contentType: string): readonly FileType[] {
  const essence = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (UNSAID_TYPES.includes(essence)) return FILE_TYPES;
  if (essence === 'image/*') return FILE_TYPES.filter((type) => type.startsWith('image/'));
  return SIGNATURES.filter(({ type, synonyms }) => type === essence || synonyms.includes(essence)).map(
    ({ type }) => type,
  );
}

/** The types that an extension leaves open, as `typesDeclared`. */
export function typesOfExtension(extension: string): readonly FileType[] {
  if (UNSAID_EXTENSION.test(extension)) return FILE_TYPES;
  return SIGNATURES.filter(({ extensions }) => extensions.includes(extension.toLowerCase())).map(({ type }) => type);
}

export function extensionFor(type: FileType): string {
  const signature = SIGNATURES.find((candidate) => candidate.type === type);
  if (!signature) throw new Error(`no signature for ${type}`);
  return signature.extensions[0];
}

export interface TypeClaims {
  /** The `Content-Type` of the part. */
  readonly declared: string;
  /** Without its dot; empty when the name has none. */
  readonly extension: string;
  readonly head: Buffer;
}

export type TypeAgreement =
  | { readonly outcome: 'agreed'; readonly type: FileType }
  | { readonly outcome: 'not_allowed'; readonly claim: 'declared' | 'extension' | 'content' }
  | { readonly outcome: 'mismatch'; readonly claim: 'extension' | 'content' };

/**
 * Whether the first bytes are of a type that is taken in, and neither the declared type nor the extension says another.
 * One that says nothing contradicts nothing: many honest clients send `application/octet-stream`, or no extension.
 */
export function agreeOnType(claims: TypeClaims): TypeAgreement {
  const declared = typesDeclared(claims.declared);
  if (declared.length === 0) return { outcome: 'not_allowed', claim: 'declared' };
  const named = typesOfExtension(claims.extension);
  if (named.length === 0) return { outcome: 'not_allowed', claim: 'extension' };
  const said = named.filter((type) => declared.includes(type));
  if (said.length === 0) return { outcome: 'mismatch', claim: 'extension' };
  const type = typeOfBytes(claims.head);
  if (type !== undefined && said.includes(type)) return { outcome: 'agreed', type };
  return { outcome: said.length === FILE_TYPES.length ? 'not_allowed' : 'mismatch', claim: 'content' };
}
