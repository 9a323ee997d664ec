import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePaddedBase64Url } from './base64.ts';
import { fernetOpen, fernetSeal } from './fernet.ts';

// Debian's interpreter: the one for which apt installs python3-cryptography, the reference implementation of Fernet
const PYTHON = '/usr/bin/python3';
const SCRIPT = `
import base64, json, sys
from cryptography.fernet import Fernet
work = json.load(sys.stdin)
box = Fernet(work["key"].encode())
print(json.dumps({
    "opened": [base64.b64encode(box.decrypt(token.encode())).decode() for token in work["open"]],
    "sealed": [box.encrypt(base64.b64decode(text)).decode() for text in work["seal"]],
}))`;

interface PythonAnswer {
  readonly opened: readonly string[];
  readonly sealed: readonly string[];
}

function askPython(key: Buffer, open: readonly string[], seal: readonly Buffer[]): PythonAnswer {
  const input = JSON.stringify({
    key: encodePaddedBase64Url(key),
    open,
    seal: seal.map((plaintext) => plaintext.toString('base64')),
  });
  return JSON.parse(execFileSync(PYTHON, ['-c', SCRIPT], { input, encoding: 'utf8' })) as PythonAnswer;
}

describe('Fernet together with Python cryptography', () => {
  const key = randomBytes(32);
  const plaintexts = [
    Buffer.alloc(0),
    Buffer.from('hello'),
    Buffer.from('Grüße 😀'),
    randomBytes(15),
    randomBytes(16),
    randomBytes(17),
    randomBytes(100_000),
  ];
  let answer: PythonAnswer;

  beforeAll(() => {
    try {
      answer = askPython(
        key,
        plaintexts.map((plaintext) => fernetSeal(key, plaintext)),
        plaintexts,
      );
    } catch (cause) {
      throw new Error(`${PYTHON} with the module "cryptography" is needed: apt-get install python3-cryptography`, {
        cause,
      });
    }
  });

  it('opens there what was sealed here', () => {
    expect(answer.opened).toEqual(plaintexts.map((plaintext) => plaintext.toString('base64')));
  });

  it('opens here what was sealed there', () => {
    expect(answer.sealed.map((token) => fernetOpen(key, token, { ttlSeconds: 60 }).toString('base64'))).toEqual(
      plaintexts.map((plaintext) => plaintext.toString('base64')),
    );
  });
});
