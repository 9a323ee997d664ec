import { type DerElement, DerFault, readDer, SEQUENCE, shapeOf } from './der.ts';
import { faultOfOpensshKey } from './openssh-key.ts';

/** What ASN.1 in PEM can be, by its shape (RFC 5280, 2986, 5958, 8017, 5915, 5652). */
const KINDS = [
  ['a certificate', /^30\((?:a0 )?02 30 30 30 30 30[^)]*\) 30\(06[^)]*\) 03$/],
  ['a certificate request', /^30\(02 30 30(?: a0)?\) 30\(06[^)]*\) 03$/],
  ['a revocation list', /^30\((?:02 )?30 30 1[78][^)]*\) 30\(06[^)]*\) 03$/],
  ['a public key', /^30\(06[^)]*\) 03$/],
  ['an RSA public key (PKCS #1)', /^02 02$/],
  ['a private key (PKCS #8)', /^02 30\(06[^)]*\) 04(?: (?:a0|a1|81).*)?$/],
  ['an encrypted private key (PKCS #8)', /^30\(06[^)]*\) 04$/],
  ['an RSA private key (PKCS #1)', /^02(?: 02){8}(?: 30.*)?$/],
  ['an EC private key (SEC 1)', /^02 04(?: a0\([^)]*\))?(?: a1\([^)]*\))?$/],
  ['a DSA private key', /^02(?: 02){5}$/],
  ['signed data (PKCS #7)', /^06(?: a0.*)?$/],
] as const;
type Kind = (typeof KINDS)[number][0];

const LABELS: Readonly<Record<string, Kind | undefined>> = {
  CERTIFICATE: 'a certificate',
  'X509 CERTIFICATE': 'a certificate',
  'TRUSTED CERTIFICATE': 'a certificate',
  'CERTIFICATE REQUEST': 'a certificate request',
  'NEW CERTIFICATE REQUEST': 'a certificate request',
  'X509 CRL': 'a revocation list',
  'PUBLIC KEY': 'a public key',
  'RSA PUBLIC KEY': 'an RSA public key (PKCS #1)',
  'PRIVATE KEY': 'a private key (PKCS #8)',
  'ENCRYPTED PRIVATE KEY': 'an encrypted private key (PKCS #8)',
  'RSA PRIVATE KEY': 'an RSA private key (PKCS #1)',
  'EC PRIVATE KEY': 'an EC private key (SEC 1)',
  'DSA PRIVATE KEY': 'a DSA private key',
  PKCS7: 'signed data (PKCS #7)',
  CMS: 'signed data (PKCS #7)',
  'PKCS #7 SIGNED DATA': 'signed data (PKCS #7)',
  // no shape of their own
  'DH PARAMETERS': undefined,
  'X9.42 DH PARAMETERS': undefined,
  'DSA PARAMETERS': undefined,
  'EC PARAMETERS': undefined,
  'ATTRIBUTE CERTIFICATE': undefined,
  'OPENSSH PRIVATE KEY': undefined,
};

/** A label may be quoted only when it is one of these: anything else may be part of a secret. */
export function isKnownLabel(label: string): boolean {
  return Object.hasOwn(LABELS, label);
}

/** What keeps the bytes of a block from being what its label says. */
export function faultOfContent(label: string, bytes: Uint8Array): string | undefined {
  if (label === 'OPENSSH PRIVATE KEY') return faultOfOpensshKey(bytes);
  if (!isKnownLabel(label) && bytes[0] !== SEQUENCE) return undefined;
  try {
    const expected = LABELS[label];
    if (expected !== undefined && bytes[0] !== SEQUENCE) return 'is cut off: it does not begin as such content does';
    const ber = expected === 'signed data (PKCS #7)';
    const element = readDer(bytes, { ber, mayGoOn: label === 'TRUSTED CERTIFICATE' });
    return expected === undefined ? undefined : faultOfKind(expected, element);
  } catch (error) {
    if (error instanceof DerFault) return DER_FAULTS[error.kind];
    throw error;
  }
}

const DER_FAULTS = {
  cut_off: 'is cut off: it has fewer bytes than its content announces',
  too_long: 'holds more bytes than its content announces',
  damaged: 'is damaged: the parts of its content do not fit together',
} as const;

function kindOf(element: DerElement): Kind | undefined {
  if (element.tag !== SEQUENCE) return undefined;
  const shape = shapeOf(element);
  return KINDS.find(([, pattern]) => pattern.test(shape))?.[0];
}

function faultOfKind(expected: Kind, element: DerElement): string | undefined {
  const found = kindOf(element);
  if (found !== expected) return `holds ${found ?? 'something else'}, not ${expected}`;
  return isRsa(element) ? faultOfRsa(expected, element) : undefined;
}

/** rsaEncryption, 1.2.840.113549.1.1.1 */
const RSA = '2a864886f70d010101';

function isRsa({ children }: DerElement): boolean {
  const algorithm = children.find(({ tag }) => tag === SEQUENCE)?.children[0];
  return algorithm !== undefined && Buffer.from(algorithm.content).toString('hex') === RSA;
}

/** What stands inside the outer form of an RSA key has a shape of its own. */
function faultOfRsa(kind: Kind, { children }: DerElement): string | undefined {
  if (kind === 'a private key (PKCS #8)') return faultOfInner(children[2]?.content, 'an RSA private key (PKCS #1)');
  if (kind === 'a public key') return faultOfInner(children[1]?.content.subarray(1), 'an RSA public key (PKCS #1)');
  return undefined;
}

function faultOfInner(bytes: Uint8Array | undefined, kind: Kind): string | undefined {
  try {
    return kindOf(readDer(bytes ?? new Uint8Array())) === kind ? undefined : DER_FAULTS.damaged;
  } catch (error) {
    if (error instanceof DerFault) return DER_FAULTS.damaged;
    throw error;
  }
}
