import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { faultOfBundle } from './pem-bundle.ts';
import { INTERMEDIATE, LEAF, LEAF_KEY, ROOT } from './pem.fixture.ts';

/** The blocks of a text that is written as the standard has it. */
const faultOf = (...texts: readonly string[]) =>
  faultOfBundle(
    [...texts.join('').matchAll(/-----BEGIN (.*)-----\n([^-]*)-----END/g)].map(([, label = '', base64 = '']) => ({
      ...{ label, headers: new Map<string, string>(), bytes: Buffer.from(base64, 'base64') },
    })),
  );
const relabel = (pem: string, label: string) => pem.replace(/(BEGIN|END) [A-Z ]+/g, `$1 ${label}`);
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1') => key.export({ type, format: 'pem' }) as string;
/** The validity of a certificate holds times; here it holds a number. */
const DAMAGED = `-----BEGIN CERTIFICATE-----\n${Buffer.from(
  Buffer.from(LEAF.replace(/-----.*-----/g, ''), 'base64')
    .toString('latin1')
    .replace('\x17\x0d', '\x02\x0d'),
  'latin1',
).toString('base64')}\n-----END CERTIFICATE-----\n`;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const NOT_THE_KEY = /is not the key of the certificate$/;

describe('a certificate among blocks', () => {
  it('is damaged when it cannot be read, whatever its label', () => {
    expect(faultOf(DAMAGED)).toBe('PEM block 1 (CERTIFICATE) is damaged: it is no certificate that can be read');
    expect(faultOf(LEAF, relabel(DAMAGED, 'X509 CERTIFICATE'))).toMatch(/^PEM block 2 \(X509 CERTIFICATE\) is damaged/);
  });

  it('is looked for under its labels only', () => {
    expect(faultOf(relabel(DAMAGED, 'SOMETHING NEW'))).toBeUndefined();
    expect(faultOf()).toBeUndefined();
  });
});

describe('a key beside a certificate', () => {
  it.each([
    ['PKCS #8', LEAF_KEY],
    ['SEC 1', pem(createPrivateKey(LEAF_KEY), 'sec1')],
  ])('is its key, in the form of %s', (_form, key) => {
    expect(faultOf(key, LEAF)).toBeUndefined();
    expect(faultOf(LEAF, INTERMEDIATE, key)).toBeUndefined();
  });

  it.each([
    ['PKCS #8', pem(rsa, 'pkcs8')],
    ['PKCS #1', pem(rsa, 'pkcs1')],
    ['SEC 1', pem(ec.privateKey, 'sec1')],
  ])('is not that of another one, in the form of %s', (_form, key) => {
    expect(faultOf(key, LEAF)).toMatch(NOT_THE_KEY);
    expect(faultOf(LEAF, INTERMEDIATE, key)).toMatch(/^PEM block 3 \([A-Z ]+\) is not the key of the certificate$/);
  });

  it('is not looked at where nothing can be seen of it', () => {
    const encrypted = ec.privateKey.export({
      ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    }) as string;
    const unread = '-----BEGIN RSA PRIVATE KEY-----\nbm90IHRvIGJlIHJlYWQ=\n-----END RSA PRIVATE KEY-----\n';
    const publicKey = ec.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    for (const other of [encrypted, unread, publicKey]) expect(faultOf(LEAF, other)).toBeUndefined();
  });

  it('belongs to no one where there are several certificates, or only authorities', () => {
    for (const certificates of [[LEAF, LEAF], [ROOT], [ROOT, INTERMEDIATE]])
      expect(faultOf(...certificates, pem(rsa, 'pkcs8'))).toBeUndefined();
  });
});

describe('the certificates of a server', () => {
  it.each([
    ['alone', [LEAF]],
    ['with its issuer', [LEAF, INTERMEDIATE]],
    ['with all of its issuers', [LEAF, INTERMEDIATE, ROOT]],
    // nothing tells whether what is missing is known elsewhere
    ['with a gap', [LEAF, ROOT]],
    ['with an authority once more behind its root', [LEAF, INTERMEDIATE, ROOT, INTERMEDIATE]],
  ])('stand in order %s', (_what, certificates) => {
    expect(faultOf(...certificates)).toBeUndefined();
    expect(faultOf(...certificates.map((one) => relabel(one, 'X509 CERTIFICATE')))).toBeUndefined();
  });

  it.each([
    [[ROOT, INTERMEDIATE, LEAF], 'that of the server comes first'],
    [[INTERMEDIATE, LEAF], 'that of the server comes first'],
    [[LEAF, ROOT, INTERMEDIATE], 'number 3 issued number 1 and comes right behind it'],
    [[LEAF, INTERMEDIATE, INTERMEDIATE, ROOT], 'number 4 issued number 2 and comes right behind it'],
  ])('do not stand in the wrong order: %#', (certificates, fault) => {
    expect(faultOf(...certificates)).toBe(`the certificates are in the wrong order: ${fault}`);
    expect(faultOf(...certificates.map((one) => relabel(one, 'X509 CERTIFICATE')))).toContain(fault);
  });

  it('are a list in any order when they are of several servers', () => {
    expect(faultOf(ROOT, LEAF, LEAF)).toBeUndefined();
  });
});
