import { describe, expect, it } from 'vitest';
import { bits, der, integer, NULL, octets, sequence } from './der.fixture.ts';
import { LEAF, LEAF_KEY, REQUEST } from './pem.fixture.ts';
import { faultOfContent, isKnownLabel } from './pem-content.ts';

const bytesOf = (pem: string) => Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
const oid = (...content: readonly number[]) => der(0x06, content);
const RSA_OID = oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01);
const ED25519_OID = oid(0x2b, 0x65, 0x70);
const SIGNED_DATA_OID = oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02);

const algorithm = sequence(ED25519_OID);
const name = sequence();
const time = der(0x17, Buffer.from('260101000000Z'));
const integers = (count: number) => Array.from({ length: count }, () => integer());
const rsaKey = (parts: number) => sequence(integer(0), ...integers(parts));
const rsaPublic = (inner: Uint8Array) => sequence(sequence(RSA_OID, NULL), bits(inner));
const rsaPkcs8 = (inner: Uint8Array) => sequence(integer(0), sequence(RSA_OID, NULL), octets(inner));
const signedData = sequence(SIGNED_DATA_OID, der(0xa0, sequence()));
/** As Windows and some Java programs write it: with open lengths. */
const openSignedData = Buffer.concat([
  ...[Buffer.from([0x30, 0x80]), SIGNED_DATA_OID, Buffer.from([0xa0, 0x80]), sequence(), Buffer.alloc(4)],
]);

const CERTIFICATE = bytesOf(LEAF);
/** What `openssl x509 -trustout` writes behind a certificate. */
const TRUSTED = Buffer.concat([CERTIFICATE, sequence(sequence(oid(0x2b)))]);
const FORMS: readonly (readonly [label: string, content: Buffer, what: string])[] = [
  ['CERTIFICATE', CERTIFICATE, 'a certificate'],
  ['X509 CERTIFICATE', CERTIFICATE, 'a certificate'],
  ['TRUSTED CERTIFICATE', TRUSTED, 'a certificate'],
  ['TRUSTED CERTIFICATE', CERTIFICATE, 'a certificate'],
  ['CERTIFICATE REQUEST', bytesOf(REQUEST), 'a certificate request'],
  ['NEW CERTIFICATE REQUEST', bytesOf(REQUEST), 'a certificate request'],
  [
    'X509 CRL',
    sequence(sequence(integer(), algorithm, name, time, time, sequence()), algorithm, bits([1])),
    'a revocation list',
  ],
  ['X509 CRL', sequence(sequence(algorithm, name, time), algorithm, bits([1])), 'a revocation list'],
  ['PUBLIC KEY', sequence(algorithm, bits([1])), 'a public key'],
  ['PUBLIC KEY', rsaPublic(sequence(...integers(2))), 'a public key'],
  ['RSA PUBLIC KEY', sequence(...integers(2)), 'an RSA public key (PKCS #1)'],
  ['PRIVATE KEY', bytesOf(LEAF_KEY), 'a private key (PKCS #8)'],
  ['PRIVATE KEY', sequence(integer(), algorithm, octets([1]), der(0x81, [0, 1])), 'a private key (PKCS #8)'],
  ['PRIVATE KEY', rsaPkcs8(rsaKey(8)), 'a private key (PKCS #8)'],
  ['ENCRYPTED PRIVATE KEY', sequence(algorithm, octets([1])), 'an encrypted private key (PKCS #8)'],
  ['RSA PRIVATE KEY', rsaKey(8), 'an RSA private key (PKCS #1)'],
  ['RSA PRIVATE KEY', sequence(integer(), ...integers(8), sequence(sequence())), 'an RSA private key (PKCS #1)'],
  ['EC PRIVATE KEY', sequence(integer(), octets([1])), 'an EC private key (SEC 1)'],
  [
    'EC PRIVATE KEY',
    sequence(integer(), octets([1]), der(0xa0, oid(0x2b)), der(0xa1, bits([1]))),
    'an EC private key (SEC 1)',
  ],
  ['DSA PRIVATE KEY', rsaKey(5), 'a DSA private key'],
  ['PKCS7', signedData, 'signed data (PKCS #7)'],
  ['CMS', openSignedData, 'signed data (PKCS #7)'],
  ['PKCS #7 SIGNED DATA', openSignedData, 'signed data (PKCS #7)'],
  ['PKCS7', openSignedData, 'signed data (PKCS #7)'],
];

const CUT_OFF = 'is cut off: it has fewer bytes than its content announces';
const TOO_LONG = 'holds more bytes than its content announces';
const DAMAGED = 'is damaged: the parts of its content do not fit together';

describe('the content of a block', () => {
  it.each(FORMS)('%s is what its label says', (label, content) => {
    expect(faultOfContent(label, content)).toBeUndefined();
    expect(isKnownLabel(label)).toBe(true);
  });

  it('is called what it is, when its label says something else', () => {
    for (const [label, content, what] of FORMS)
      for (const [other, , expected] of FORMS) {
        if (what === expected || content === openSignedData || content === TRUSTED) continue;
        expect(faultOfContent(other, content), `${label} as ${other}`).toBe(`holds ${what}, not ${expected}`);
      }
  });

  it('is something else when it is nothing that is known', () => {
    for (const content of [sequence(), sequence(NULL), sequence(integer(), integer(), integer())])
      expect(faultOfContent('CERTIFICATE', content)).toBe('holds something else, not a certificate');
  });

  it('begins as ASN.1 does, where the label promises that', () => {
    for (const content of [Buffer.alloc(0), octets([1]), Buffer.from('no ASN.1')])
      expect(faultOfContent('CERTIFICATE', content)).toBe('is cut off: it does not begin as such content does');
  });

  it('has nothing behind it, but for what a trusted certificate says of its use', () => {
    const followed = (content: Buffer) => Buffer.concat([content, NULL]);
    for (const [label, content] of FORMS)
      expect(faultOfContent(label, followed(content)), label).toBe(
        label === 'TRUSTED CERTIFICATE' ? undefined : TOO_LONG,
      );
    expect(faultOfContent('CERTIFICATE', TRUSTED)).toBe(TOO_LONG);
  });

  it('leaves lengths open nowhere but in PKCS #7', () => {
    expect(faultOfContent('PUBLIC KEY', openSignedData)).toBe(DAMAGED);
    expect(faultOfContent('CERTIFICATE', Buffer.from('3080020101000000', 'hex'))).toBe(DAMAGED);
  });

  it('is whole', () => {
    expect(faultOfContent('CERTIFICATE', CERTIFICATE.subarray(0, -1))).toBe(CUT_OFF);
    expect(faultOfContent('PKCS7', openSignedData.subarray(0, -1))).toBe(DAMAGED);
    expect(faultOfContent('PUBLIC KEY', Buffer.from('3003300501', 'hex'))).toBe(DAMAGED);
  });
});

describe('what stands inside the key of RSA', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a cut one', rsaKey(8).subarray(0, -1)],
    ['half of its numbers', rsaKey(4)],
    ['numbers that are no sequence', der(0x31, ...integers(9))],
    ['text', Buffer.from('a key')],
  ])('is damaged when it is %s', (_what, inner) => {
    expect(faultOfContent('PRIVATE KEY', rsaPkcs8(inner))).toBe(DAMAGED);
    expect(faultOfContent('PUBLIC KEY', rsaPublic(inner))).toBe(DAMAGED);
  });

  it('is the one of its two keys that it should be', () => {
    expect(faultOfContent('PRIVATE KEY', rsaPkcs8(sequence(...integers(2))))).toBe(DAMAGED);
    expect(faultOfContent('PUBLIC KEY', rsaPublic(rsaKey(8)))).toBe(DAMAGED);
  });

  it('cannot be seen while it is encrypted, or of another algorithm', () => {
    expect(faultOfContent('ENCRYPTED PRIVATE KEY', sequence(sequence(RSA_OID), octets([1])))).toBeUndefined();
    expect(faultOfContent('PRIVATE KEY', sequence(integer(0), algorithm, octets([1])))).toBeUndefined();
    expect(faultOfContent('PUBLIC KEY', sequence(algorithm, bits([1])))).toBeUndefined();
  });
});

describe('a label without a form of its own', () => {
  const CURVE = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);

  it('holds any one element', () => {
    // what `openssl ecparam -genkey` writes before the key
    expect(faultOfContent('EC PARAMETERS', CURVE)).toBeUndefined();
    expect(faultOfContent('DH PARAMETERS', sequence(...integers(2)))).toBeUndefined();
    expect(faultOfContent('EC PARAMETERS', CURVE.subarray(0, -1))).toBe(CUT_OFF);
  });

  it('may be one that nobody knows, and is checked if it is ASN.1', () => {
    expect(isKnownLabel('SOMETHING NEW')).toBe(false);
    expect(faultOfContent('SOMETHING NEW', Buffer.from('any bytes at all'))).toBeUndefined();
    expect(faultOfContent('SOMETHING NEW', CERTIFICATE)).toBeUndefined();
    expect(faultOfContent('SOMETHING NEW', CERTIFICATE.subarray(0, -1))).toBe(CUT_OFF);
    // no label is one of the names that every object has
    for (const inherited of ['constructor', 'toString']) expect(isKnownLabel(inherited)).toBe(false);
  });
});
