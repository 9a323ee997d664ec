import { describe, expect, it } from 'vitest';
import { parsePem } from './parse-pem.ts';

const block = (body: string, label = 'PUBLIC KEY') => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

describe('a PEM text', () => {
  it('is kept as it is when it is written plainly', () => {
    expect(parsePem(block('AQID'))).toBe(block('AQID'));
    expect(parsePem(block(`${'A'.repeat(64)}\nAQ==`))).toBe(block(`${'A'.repeat(64)}\nAQ==`));
    expect(parsePem(block('AQID', 'X509 CRL'))).toBe(block('AQID', 'X509 CRL'));
  });

  it('loses what surrounds its lines: other line ends, spaces behind them, empty lines around blocks', () => {
    expect(parsePem(block('AQID').replaceAll('\n', '\r\n'))).toBe(block('AQID'));
    expect(parsePem(block('AQID').replaceAll('\n', '\r'))).toBe(block('AQID'));
    expect(parsePem(block('AQID').replaceAll('\n', ' \t\n'))).toBe(block('AQID'));
    expect(parsePem(`\n\n${block('AQID')}\n${block('BAUG', 'CERTIFICATE')}\n`)).toBe(
      block('AQID') + block('BAUG', 'CERTIFICATE'),
    );
  });

  it('may have lines of 76 characters, and none that is longer', () => {
    expect(parsePem(block('A'.repeat(76)))).toBeDefined();
    expect(parsePem(block('A'.repeat(80)))).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['only empty lines', '\n \n'],
    ['text before a block', `a\n${block('AQID')}`],
    ['text after a block', `${block('AQID')}a`],
    ['a second block that does not end', `${block('AQID')}-----BEGIN PUBLIC KEY-----\nAQID\n`],
    ['a block in a block', block(block('AQID').trimEnd())],
    ['an end without a beginning', '-----END PUBLIC KEY-----\n'],
    ['a beginning that is none', 'a\nAQID\n-----END undefined-----\n'],
    ['an end of another label', block('AQID').replace('END PUBLIC', 'END PRIVATE')],
    ['more behind the label', block('AQID').replace('BEGIN PUBLIC KEY-----', 'BEGIN PUBLIC KEY----- a')],
    ['more before the label', block('AQID').replace('-----BEGIN', 'a -----BEGIN')],
    ['a space before a line', block(' AQID')],
    ['a label in lower case', block('AQID', 'public key')],
    ['a label that begins with a space', block('AQID', ' KEY')],
    ['a label of 64 characters', block('AQID', 'K'.repeat(64))],
    ['no label', block('AQID', '')],
    ['an empty body', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n'],
    ['an empty line in the body', block('AQID\n\nAQID')],
    ['characters that are not base64', block('AQ-D')],
    ['a foreign line beside good ones', block('AQID\n----\nAQID')],
    ['a foreign character before good ones', block('-QID')],
    ['a foreign character behind good ones', block('AQI-')],
    ['an incomplete group', block('AQI')],
    ['padding on the first line', block('AQ==\nAQID')],
    ['padding on a line between', block('AQID\nAQ==\nAQID')],
    ['too much padding', block('A===')],
    ['headers of an old encrypted key', block('Proc-Type: 4,ENCRYPTED\n\nAQID', 'RSA PRIVATE KEY')],
  ])('is not %s', (_, text) => {
    expect(parsePem(text)).toBeUndefined();
  });

  it('may have a label of 63 characters', () => {
    expect(parsePem(block('AQID', 'K'.repeat(63)))).toBeDefined();
  });
});
