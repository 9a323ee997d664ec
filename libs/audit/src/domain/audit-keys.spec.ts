import { createHmac, hkdfSync } from 'node:crypto';
import type { JsonValue } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuditKeys } from './audit-keys.ts';

const OLD = 'old-secret-with-enough-entropy-in-it';
const NEW = 'new-secret-with-enough-entropy-in-it';
const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;

describe('the keys of the audit log', () => {
  it('sign as documented, so that the signature can be computed without us', () => {
    const keys = AuditKeys.parse(NEW);
    const key = Buffer.from(hkdfSync('sha256', NEW, '', 'gatehouse/audit/v1', 32));
    const expected = createHmac('sha256', key).update(`gatehouse/audit/v1\n${keys.signingKeyId}\n{}`).digest('hex');
    expect(keys.sign('{}')).toBe(expected);
  });

  it('are read one a line, whatever ends a line', () => {
    const ids = [OLD, NEW].map((secret) => AuditKeys.parse(secret).signingKeyId);
    const keys = AuditKeys.parse(`\r\n${OLD}\r\n\n${NEW}\n`);
    expect(keys.signingKeyId).toBe(ids[0]);
    expect(ids.every((id) => keys.knows(id))).toBe(true);
    expect(keys.knows(AuditKeys.parse(`${OLD}\r`).signingKeyId)).toBe(false);
  });

  it('have ids of their own, by which they are known and which tell nothing of them', () => {
    const id = Buffer.from(hkdfSync('sha256', NEW, '', 'gatehouse/audit/v1/key-id', 8)).toString('hex');
    expect(AuditKeys.parse(NEW).signingKeyId).toBe(id);
  });

  it('sign and verify nothing by a key that they do not hold', () => {
    expect(() => AuditKeys.parse(NEW).isGenuine('00', '{}', 'ab'.repeat(32))).toThrow('audit key');
  });

  it('verify what an older key signed, and sign with the first', () => {
    const old = AuditKeys.parse(OLD);
    const both = AuditKeys.parse(`${NEW}\n${OLD}`);
    expect(both.signingKeyId).toBe(AuditKeys.parse(NEW).signingKeyId);
    expect(both.isGenuine(old.signingKeyId, '{}', old.sign('{}'))).toBe(true);
    expect(AuditKeys.parse(NEW).knows(old.signingKeyId)).toBe(false);
  });

  it('refuse a signature under the id of another key', () => {
    const both = AuditKeys.parse(`${NEW}\n${OLD}`);
    expect(both.isGenuine(AuditKeys.parse(OLD).signingKeyId, '{}', both.sign('{}'))).toBe(false);
  });

  it('refuse other spellings of a genuine signature', () => {
    const keys = AuditKeys.parse(NEW);
    const signature = keys.sign('{}');
    expect(keys.isGenuine(keys.signingKeyId, '{}', signature.toUpperCase())).toBe(false);
    expect(keys.isGenuine(keys.signingKeyId, '{}', `${signature}zz`)).toBe(false);
    expect(keys.isGenuine(keys.signingKeyId, '{}', '')).toBe(false);
    expect(keys.isGenuine(keys.signingKeyId, '{}', null)).toBe(false);
    expect(keys.isGenuine(keys.signingKeyId, '{}', signature.slice(0, 62))).toBe(false);
  });

  it('refuse to start without a secret', () => {
    expect(() => AuditKeys.parse('\n')).toThrow('needs a secret key');
  });
});

describe('a digest of a sensitive value', () => {
  const keys = AuditKeys.parse(NEW);

  it('shows equality within a scope and never the value', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        const [first, second] = [keys.digest(left, 'setting:1'), keys.digest(right, 'setting:1')];
        expect(first).toMatch(/^hmac:[0-9a-f]{16}:[0-9a-f]{64}$/);
        expect(first === second).toBe(canonicalJson(left) === canonicalJson(right));
      }),
    );
  });

  it('is made of the key, the scope and the value in their canonical form', () => {
    const key = Buffer.from(hkdfSync('sha256', NEW, '', 'gatehouse/audit/v1/digest', 32));
    const hmac = createHmac('sha256', key).update('{"scope":"setting:1","value":{"a":1,"b":2}}').digest('hex');
    expect(keys.digest({ b: 2, a: 1 }, 'setting:1')).toBe(`hmac:${keys.signingKeyId}:${hmac}`);
  });

  it('tells apart the string from the number and the boolean of the same spelling', () => {
    expect(new Set(['1', 1, true, 'true', null, 'null', [1], ['1']].map((value) => keys.digest(value, 's'))).size).toBe(
      8,
    );
  });

  it('differs between scopes and between keys', () => {
    expect(keys.digest(true, 'setting:1')).not.toBe(keys.digest(true, 'setting:2'));
    expect(keys.digest(true, 'setting:1')).not.toBe(AuditKeys.parse(OLD).digest(true, 'setting:1'));
  });
});
