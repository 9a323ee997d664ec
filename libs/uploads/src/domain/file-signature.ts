export const FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Enough of the beginning of a file to tell its type. */
export const SIGNATURE_BYTES = 12;

interface Signature {
  readonly type: FileType;
  /** The first one is what a stored file is named with. */
  readonly extensions: readonly [string, ...string[]];
  matches(head: Buffer): boolean;
}

const startsWith = (hex: string) => {
  const magic = Buffer.from(hex, 'hex');
  return (head: Buffer) => head.subarray(0, magic.length).equals(magic);
};

/** Strict: every mark stands at offset 0. A byte order mark, an ID3 tag or any other prefix is not this type. */
const SIGNATURES: readonly Signature[] = [
  { type: 'image/jpeg', extensions: ['jpg', 'jpeg'], matches: startsWith('ffd8ff') },
  { type: 'image/png', extensions: ['png'], matches: startsWith('89504e470d0a1a0a') },
  {
    type: 'image/webp',
    extensions: ['webp'],
    matches: (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
  },
  { type: 'application/pdf', extensions: ['pdf'], matches: startsWith('25504446') },
];

/** The type that the first bytes prove, if it is one that is taken in. */
export function typeOfBytes(head: Buffer): FileType | undefined {
  return SIGNATURES.find((signature) => signature.matches(head))?.type;
}

/** The type that a `Content-Type` declares, if it is one that is taken in. Parameters are ignored. */
export function typeDeclared(contentType: string): FileType | undefined {
  const essence = contentType.split(';', 1)[0]?.trim().toLowerCase();
  // Not registered, yet sent by old browsers and cameras.
  if (essence === 'image/jpg' || essence === 'image/pjpeg') return 'image/jpeg';
  return FILE_TYPES.find((type) => type === essence);
}

export function typeOfExtension(extension: string): FileType | undefined {
  return SIGNATURES.find((signature) => signature.extensions.includes(extension.toLowerCase()))?.type;
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
  | { readonly outcome: 'not_allowed'; readonly claim: 'declared' | 'extension' }
  | { readonly outcome: 'mismatch'; readonly claim: 'extension' | 'content' };

/** Whether the declared type, the extension and the first bytes say the same, and say something that is taken in. */
export function agreeOnType(claims: TypeClaims): TypeAgreement {
  const declared = typeDeclared(claims.declared);
  if (!declared) return { outcome: 'not_allowed', claim: 'declared' };
  const byExtension = typeOfExtension(claims.extension);
  if (!byExtension) return { outcome: 'not_allowed', claim: 'extension' };
  if (byExtension !== declared) return { outcome: 'mismatch', claim: 'extension' };
  if (typeOfBytes(claims.head) !== declared) return { outcome: 'mismatch', claim: 'content' };
  return { outcome: 'agreed', type: declared };
}
