import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { PemBlock } from './pem-block.ts';

const CERTIFICATES = ['CERTIFICATE', 'X509 CERTIFICATE'];
const KEY_FORMS: Readonly<Record<string, 'pkcs8' | 'pkcs1' | 'sec1'>> = {
  'PRIVATE KEY': 'pkcs8',
  'RSA PRIVATE KEY': 'pkcs1',
  'EC PRIVATE KEY': 'sec1',
};

/** What is wrong between the blocks of one text, as far as it can be seen: a damaged certificate, a foreign key, the order. */
export function faultOfBundle(blocks: readonly PemBlock[]): string | undefined {
  const certificates: X509Certificate[] = [];
  for (const [index, { label, bytes }] of blocks.entries()) {
    if (!CERTIFICATES.includes(label)) continue;
    const certificate = readCertificate(bytes);
    if (!certificate) return `PEM block ${index + 1} (${label}) is damaged: it is no certificate that can be read`;
    certificates.push(certificate);
  }
  const [leaf, ...others] = certificates.filter(({ ca }) => !ca);
  // several that are no authority, or none: a list of trusted certificates, in any order
  if (!leaf || others.length > 0) return undefined;
  return faultOfKeys(leaf, blocks) ?? faultOfOrder(leaf, certificates);
}

function readCertificate(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

function faultOfKeys(leaf: X509Certificate, blocks: readonly PemBlock[]): string | undefined {
  for (const [index, block] of blocks.entries()) {
    const key = readKey(block);
    if (key && !leaf.checkPrivateKey(key))
      return `PEM block ${index + 1} (${block.label}) is not the key of the certificate`;
  }
  return undefined;
}

/** `undefined` for an encrypted key, and for an algorithm that is not known here: nothing can be seen of it. */
function readKey({ label, bytes }: PemBlock): KeyObject | undefined {
  const type = KEY_FORMS[label];
  if (type === undefined) return undefined;
  try {
    return createPrivateKey({ key: Buffer.from(bytes), format: 'der', type });
  } catch {
    return undefined;
  }
}

/** A server's chain: its own certificate first, and behind each one the one that issued it (RFC 8446, 4.4.2). */
function faultOfOrder(leaf: X509Certificate, certificates: readonly X509Certificate[]): string | undefined {
  if (certificates[0] !== leaf) return 'the certificates are in the wrong order: that of the server comes first';
  for (const [index, certificate] of certificates.entries()) {
    const next = certificates[index + 1];
    if (!next || certificate.checkIssued(next)) continue;
    const issuer = certificates.findIndex((other) => other !== certificate && certificate.checkIssued(other));
    if (issuer === -1) return undefined;
    return `the certificates are in the wrong order: number ${issuer + 1} issued number ${index + 1} and comes right behind it`;
  }
  return undefined;
}
