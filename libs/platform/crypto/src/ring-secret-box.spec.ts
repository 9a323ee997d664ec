import { randomBytes } from 'node:crypto';
import type { JsonValue, SecretBinding } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FernetError, fernetOpen, fernetSeal } from './fernet.ts';
import { KeyRing } from './key-ring.ts';
import { RingSecretBox } from './ring-secret-box.ts';

const oldKey = { id: 'k1', key: randomBytes(32) };
const newKey = { id: 'k2', key: randomBytes(32) };
const box = new RingSecretBox(new KeyRing([oldKey]));
const binding: SecretBinding = {
  purpose: 'setting',
  id: '0190f9a0-0000-7000-8000-000000000001',
  version: 3,
  type: 'string',
};

describe('RingSecretBox', () => {
  it('keeps why a token did not open, and never what a plaintext held', () => {
    const thrown = (ciphertext: string) => {
      try {
        return box.open({ ciphertext, keyId: 'k1' }, binding);
      } catch (error) {
        return error;
      }
    };
    expect(thrown('gAAAAA==')).toMatchObject({ code: 'DECRYPTION_FAILED', cause: expect.any(FernetError) as Error });
    const garbled = thrown(fernetSeal(oldKey.key, Buffer.from('{"s3cret"')));
    expect(garbled).toMatchObject({ code: 'DECRYPTION_FAILED' });
    expect(garbled).not.toHaveProperty('cause');
  });

  it('gives back any JSON value under the same binding', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(box.open(box.seal(value as JsonValue, binding), binding)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes a standard Fernet token whose plaintext says where the value belongs', () => {
    const sealed = box.seal('s3cret', binding);
    expect(sealed.keyId).toBe('k1');
    expect(JSON.parse(fernetOpen(oldKey.key, sealed.ciphertext).toString())).toEqual({
      v: 1,
      ...binding,
      value: 's3cret',
    });
  });

  it.each([
    ['purpose', { purpose: 'signing-key' }],
    ['id', { id: '0190f9a0-0000-7000-8000-000000000002' }],
    ['version', { version: 4 }],
    ['type', { type: 'number' }],
  ])('refuses a value that was moved to another %s', (_what, change) => {
    expect(() => box.open(box.seal('s3cret', binding), { ...binding, ...change })).toThrow(
      expect.objectContaining({ code: 'BINDING_MISMATCH' }) as Error,
    );
  });

  it('opens what an older key sealed, and seals with the new primary', () => {
    const sealed = box.seal('old', binding);
    const rotated = new RingSecretBox(new KeyRing([newKey, oldKey]));
    expect(rotated.open(sealed, binding)).toBe('old');
    expect(rotated.seal('new', binding).keyId).toBe('k2');
  });

  it.each([
    ['a key that is not in the ring', { ...box.seal('x', binding), keyId: 'k9' }],
    ['a token that was cut', { ...box.seal('x', binding), ciphertext: box.seal('x', binding).ciphertext.slice(0, -4) }],
    ['a token under the wrong key id', { ...new RingSecretBox(new KeyRing([newKey])).seal('x', binding), keyId: 'k1' }],
    ['a plaintext that is nothing', { ciphertext: fernetSeal(oldKey.key, Buffer.from('null')), keyId: 'k1' }],
    ['a plaintext that is no object', { ciphertext: fernetSeal(oldKey.key, Buffer.from('"v"')), keyId: 'k1' }],
    ['a plaintext that is not JSON', { ciphertext: fernetSeal(oldKey.key, Buffer.from('hello')), keyId: 'k1' }],
    [
      'a plaintext of another format',
      { ciphertext: fernetSeal(oldKey.key, Buffer.from(JSON.stringify({ v: 2, ...binding, value: 1 }))), keyId: 'k1' },
    ],
    [
      'a plaintext without a value',
      { ciphertext: fernetSeal(oldKey.key, Buffer.from(JSON.stringify({ v: 1, ...binding }))), keyId: 'k1' },
    ],
  ])('refuses %s', (_what, sealed) => {
    expect(() => box.open(sealed, binding)).toThrow(expect.objectContaining({ code: 'DECRYPTION_FAILED' }) as Error);
  });
});
