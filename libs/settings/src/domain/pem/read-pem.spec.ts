import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../any-text.fixture.ts';
import { INTERMEDIATE, LEAF, LEAF_KEY, REQUEST, ROOT } from './pem.fixture.ts';
import { readPem } from './read-pem.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed25519 = generateKeyPairSync('ed25519');

const RSA_KEY = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const PKCS1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
const PKCS1_ENCRYPTED = rsa.privateKey.export({
  ...{ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' },
}) as string;
const PKCS8_ENCRYPTED = rsa.privateKey.export({
  ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
}) as string;
const PUBLIC = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;

function opensshKey(): string {
  const counted = (bytes: Buffer | string) => {
    const data = Buffer.from(bytes);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, data]);
  };
  const parts = [counted('none'), counted('none'), counted(''), Buffer.from([0, 0, 0, 1])];
  const body = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), ...parts, counted(Buffer.alloc(51, 1)), counted(Buffer.alloc(136, 2))],
  ]);
  const lines = body.toString('base64').replace(/.{1,70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----\n`;
}

const faultOf = (text: string): string | undefined => {
  const read = readPem(text);
  return 'fault' in read ? read.fault : undefined;
};
const bodyOf = (pem: string) => pem.split('\n').slice(1, -2);
const relabel = (pem: string, label: string) => pem.replace(/(BEGIN|END) [A-Z ]+/g, `$1 ${label}`);
const without = (pem: string, from: number, count: number) =>
  pem
    .split('\n')
    .filter((_line, index) => index < from || index >= from + count)
    .join('\n');
const wrapped = (pem: string, columns: number) => {
  const lines = bodyOf(pem)
    .join('')
    .replace(new RegExp(`.{1,${columns}}`, 'g'), '$&\n');
  return `${pem.split('\n')[0]}\n${lines}${pem.split('\n').at(-2)}\n`;
};

const headersOf = (pem: string) =>
  [...pem.matchAll(/^([\w-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value] as const);

const BAG = 'Bag Attributes\n    friendlyName: gate\n    localKeyID: 54 69 6D 65\nKey Attributes: <No Attributes>\n';

describe('PEM is taken as people have it', () => {
  it.each<[string, string]>([
    ['a PKCS #8 key', RSA_KEY],
    ['a PKCS #1 key', PKCS1],
    ['an EC key of SEC 1', ec.privateKey.export({ type: 'sec1', format: 'pem' }) as string],
    ['an EC key of PKCS #8', LEAF_KEY],
    ['an Ed25519 key', ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string],
    ['an Ed25519 public key', ed25519.publicKey.export({ type: 'spki', format: 'pem' }) as string],
    ['a public key', PUBLIC],
    ['a public key of PKCS #1', rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string],
    ['an encrypted PKCS #8 key', PKCS8_ENCRYPTED],
    ['a PKCS #1 key that is encrypted with Proc-Type and DEK-Info', PKCS1_ENCRYPTED],
    ['a key of OpenSSH', opensshKey()],
    ['a certificate', LEAF],
    ['a certificate request', REQUEST],
    ['the chain of a server', LEAF + INTERMEDIATE + ROOT],
    ['a chain without its root, behind its key', LEAF_KEY + LEAF + INTERMEDIATE],
    ['a list of trusted certificates, in any order', ROOT + INTERMEDIATE],
    ['what openssl pkcs12 prints', `${BAG}${LEAF_KEY}${BAG}subject=CN = gate\n\nissuer=CN = x\n\n${LEAF}`],
    ['what openssl x509 -text prints', `Certificate:\n    Data:\n        Version: 3 (0x2)\n${LEAF}`],
    ['line ends of Windows', LEAF.replaceAll('\n', '\r\n')],
    ['line ends written as in environment files', RSA_KEY.replaceAll('\n', String.raw`\n`)],
    ['line ends escaped twice', RSA_KEY.replaceAll('\n', String.raw`\\n`)],
    ['line ends of Windows, written', RSA_KEY.replaceAll('\n', String.raw`\r\n`)],
    ['line ends of Windows, escaped twice', RSA_KEY.replaceAll('\n', String.raw`\\r\\n`)],
    ['line ends of old Macs', PKCS1_ENCRYPTED.replaceAll('\n', '\r')],
    ['an encrypted key with written line ends', PKCS1_ENCRYPTED.replaceAll('\n', String.raw`\n`)],
    ['an encrypted key indented as in YAML', PKCS1_ENCRYPTED.replace(/^/gm, '      ')],
    ['headers without a space', PKCS1_ENCRYPTED.replaceAll(': ', ':')],
    ['headers behind an empty line', PKCS1_ENCRYPTED.replace('\n', '\n\n')],
    ['headers of what is not encrypted', LEAF.replace('\n', '\nProc-Type: 4,MIC-ONLY\nX-1: a:b\n\n')],
    ['quotes of an environment file around it', `"${RSA_KEY.replaceAll('\n', String.raw`\n`)}"`],
    ['a block on one line', RSA_KEY.replaceAll('\n', ' ')],
    ['a block indented as in YAML', RSA_KEY.replace(/^/gm, '      ')],
    ['lines of 76 characters', wrapped(RSA_KEY, 76)],
    ['one long line', wrapped(RSA_KEY, 10_000)],
    ['trailing spaces and empty lines', `\n\n${RSA_KEY.replaceAll('\n', ' \t\n')}\n\n`],
    ['no line end behind it', RSA_KEY.trim()],
    ['a byte order mark before it', `\uFEFF${RSA_KEY}`],
    ['a label that is not known', relabel(LEAF, 'SOMETHING NEW')],
  ])('%s', (_what, pem) => {
    expect(faultOf(pem)).toBeUndefined();
  });

  it('and compared without all of that', () => {
    const [plain, ...others] = [RSA_KEY, RSA_KEY.replaceAll('\n', String.raw`\n`), `${BAG}${wrapped(RSA_KEY, 76)}`].map(
      (pem) => readPem(pem),
    );
    for (const other of others) expect(other).toMatchObject({ normal: RSA_KEY });
    expect(plain).toMatchObject({ normal: RSA_KEY });
    expect(readPem(PKCS1_ENCRYPTED)).toMatchObject({ normal: PKCS1_ENCRYPTED });
    const spaced = PKCS1_ENCRYPTED.replaceAll(/: ?/g, ': \t ').replaceAll('\n', ' \r\n');
    expect(readPem(spaced)).toMatchObject({ normal: PKCS1_ENCRYPTED });
  });

  it('with headers whose lists go on in the next line (RFC 1421), of which every line counts', () => {
    const head = 'Proc-Type: 4,MIC-ONLY\nOriginator-ID: ada@example.com,,\nKey-Info: RSA,\n';
    const folded = LEAF.replace('\n', `\n${head}    AbCd,\n    EfGh\n\n`);
    expect(faultOf(folded)).toBeUndefined();
    const unfolded = LEAF.replace('\n', `\n${head.trim()}AbCd,EfGh\n\n`);
    expect(readPem(folded)).toMatchObject({ normal: unfolded });
    expect(readPem(folded.replace('EfGh', 'IjKl'))).not.toMatchObject({ normal: unfolded });
    expect(faultOf(folded.replace('AbCd,', 'AbCd'))).toMatch(/no empty line behind its headers/);
  });

  it('with its blocks, one by one', () => {
    expect(readPem(PKCS1_ENCRYPTED + LEAF)).toMatchObject({
      blocks: [
        { label: 'RSA PRIVATE KEY', headers: new Map(headersOf(PKCS1_ENCRYPTED)) },
        { label: 'CERTIFICATE', headers: new Map(), bytes: new X509Certificate(LEAF).raw },
      ],
    });
  });
});

describe('PEM that is wrong is refused, and the one thing named', () => {
  it.each<[string, string, RegExp]>([
    ['no PEM', 'AQID', /no line -----BEGIN/],
    ['an empty text', '', /no line -----BEGIN/],
    ['a lost first line', without(LEAF, 1, 1), /cut off: it does not begin/],
    ['a lost third', without(RSA_KEY, 9, 9), /1 \(PRIVATE KEY\) is cut off: it has fewer bytes/],
    ['a lost middle of a certificate', without(LEAF, 4, 2), /CERTIFICATE\) is cut off/],
    ['a lost end line', RSA_KEY.replace(/-----END.*/, ''), /cut off: its line -----END/],
    ['a lost begin line', RSA_KEY.replace(/-----BEGIN.*/, ''), /cut off: its line -----BEGIN/],
    [
      'a lost end between two blocks',
      without(LEAF, LEAF.split('\n').length - 2, 1) + ROOT,
      /1 \(CERTIFICATE\) is cut off: its line -----END/,
    ],
    [
      'a lost half of the last line',
      RSA_KEY.replace(/.{3}\n-----END/, '\n-----END'),
      /cut off: its base64 ends within/,
    ],
    ['a lost middle in the second block', LEAF + without(INTERMEDIATE, 3, 1), /block 2 \(CERTIFICATE\) is cut off/],
    ['no content', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n', /cut off: it is empty/],
    [
      'an encrypted key that lost a part of a line',
      without(PKCS1_ENCRYPTED, 6, 1).replace(/.{8}(=*\n-----END)/, '$1'),
      /cut off: its encrypted content/,
    ],
    ['an encrypted key that lost its DEK-Info', PKCS1_ENCRYPTED.replace(/DEK-Info.*\n/, ''), /DEK-Info is missing/],
    ['an encrypted key without its vector', PKCS1_ENCRYPTED.replace(/,[0-9A-F]{32}/, ''), /not a cipher/],
    ['headers and nothing behind them', PKCS1_ENCRYPTED.replace(/\n\n[^-]*/, '\n'), /no empty line behind its headers/],
    ['headers that begin within a line', LEAF.replace('\n', '\n> Proc-Type: 4\n\n'), /not base64/],
    ['an encrypted key that lost its empty line', PKCS1_ENCRYPTED.replace('\n\n', '\n'), /no empty line/],
    ['a key of OpenSSH that lost a line', without(opensshKey(), 2, 1), /OPENSSH PRIVATE KEY\) is cut off/],
    ['two names', RSA_KEY.replace('END PRIVATE', 'END PUBLIC'), /another name/],
    ['characters that are not base64', RSA_KEY.replace(/\nMII/, '\nM%I'), /not base64/],
    ['content behind the end', wrapped(RSA_KEY, 64).replace(/=*\n-----END/, 'AAAA\n-----END'), /more bytes|base64/],
    [
      'a certificate that is a key',
      relabel(RSA_KEY, 'CERTIFICATE'),
      /holds a private key \(PKCS #8\), not a certificate/,
    ],
    ['a private key that is a public one', relabel(PUBLIC, 'PRIVATE KEY'), /holds a public key, not a private key/],
    [
      'PKCS #1 under the name of PKCS #8',
      relabel(PKCS1, 'PRIVATE KEY'),
      /holds an RSA private key \(PKCS #1\), not a private key \(PKCS #8\)/,
    ],
    ['a request under the name of a certificate', relabel(REQUEST, 'CERTIFICATE'), /holds a certificate request/],
    ['a key of OpenSSH that is something else', relabel(RSA_KEY, 'OPENSSH PRIVATE KEY'), /not an OpenSSH key/],
    [
      'dashes that a word processor joined',
      RSA_KEY.replace('-----BEGIN', '——BEGIN').replace('-----END', '——END'),
      /lost dashes/,
    ],
    ['dashes that were not copied', RSA_KEY.replaceAll('-----', '----'), /lost dashes/],
    ...[
      ...['----BEGIN A-----', 'x\n----BEGIN A-----', '-BEGIN A-----', '-- BEGIN A', '\u2014BEGIN A', '\u2013  BEGIN A'],
      ...['-----BEGIN PRIVATE KEY----', '-----BEGIN PRIVATE KEY----\nMII', '-----BEGIN A-\n', '-----BEGIN A\u2014'],
    ].map((text): [string, string, RegExp] => [`dashes that are lost in ${JSON.stringify(text)}`, text, /lost dashes/]),
    ...['to BEGIN A', '-----BEGIN A\nMII', 'we-BEGINN', '-----begin a-----', '-----BEGIN -----'].map(
      (text): [string, string, RegExp] => [
        `no line at all in ${JSON.stringify(text)}`,
        ...([text, /^must be PEM; it has no line/] as const),
      ],
    ),
    [
      'a second block that nobody knows, and that is cut off',
      LEAF + relabel(without(LEAF, 4, 2), 'SOMETHING NEW'),
      /^PEM block 2 is cut off/,
    ],
    ['PGP', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n', /PGP/],
    ['a chain from the root down', ROOT + INTERMEDIATE + LEAF, /wrong order: that of the server comes first/],
    ['a root before what it issued', LEAF + ROOT + INTERMEDIATE, /wrong order: number 3 issued number 1/],
    ['a key of another certificate', RSA_KEY + LEAF, /block 1 \(PRIVATE KEY\) is not the key of the certificate/],
  ])('%s', (_what, pem, fault) => {
    expect(faultOf(pem)).toMatch(fault);
  });

  it('wherever lines are lost', () => {
    const blocks = [RSA_KEY, PKCS1, PUBLIC, LEAF, LEAF_KEY, PKCS8_ENCRYPTED];
    const lines = fc.constantFrom(...blocks).chain((pem) => {
      const last = pem.split('\n').length - 3;
      return fc.tuple(fc.constant(pem), fc.integer({ min: 1, max: last }), fc.integer({ min: 1, max: last }));
    });
    fc.assert(
      fc.property(lines, ([pem, from, count]) => {
        expect(faultOf(without(pem, from, Math.min(count, pem.split('\n').length - 2 - from)))).toBeDefined();
      }),
    );
  });

  it('when bytes of its structure are changed', () => {
    const der = Buffer.from(bodyOf(RSA_KEY).join(''), 'base64');
    for (const at of [1, 2, 4, 7, 9, 22, 26, 30]) {
      const changed = Buffer.from(der);
      changed[at] = (changed[at] ?? 0) ^ 0x15;
      const pem = `-----BEGIN PRIVATE KEY-----\n${changed.toString('base64')}\n-----END PRIVATE KEY-----\n`;
      expect(faultOf(pem), `byte ${at}`).toBeDefined();
    }
  });

  it('without a word of what was given', () => {
    const secret = 'canary-of-a-secret';
    for (const text of [
      secret,
      `-----BEGIN ${secret}-----\nMAA=\n-----END x-----`,
      `-----BEGIN ${secret}-----\n!\n-----END ${secret}-----`,
    ])
      expect(faultOf(text.replaceAll('-of-', ' '))).not.toContain('canary');
  });

  it('in time, whatever it is', () => {
    const hostile = [
      '-----BEGIN A-----'.repeat(3500),
      `-----BEGIN A-----\n${'A: b\n'.repeat(12_000)}`,
      '\\'.repeat(65_000),
      '30 '.repeat(20_000),
    ];
    for (const text of hostile) {
      const started = process.threadCpuUsage();
      readPem(text);
      expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(500);
    }
    fc.assert(fc.property(anyText(), (text) => void readPem(text)));
  });
});

it('the chain of these tests is one', () => {
  const [leaf, intermediate, root] = [LEAF, INTERMEDIATE, ROOT].map((pem) => new X509Certificate(pem));
  expect([leaf?.checkIssued(intermediate!), intermediate?.checkIssued(root!)]).toEqual([true, true]);
});
