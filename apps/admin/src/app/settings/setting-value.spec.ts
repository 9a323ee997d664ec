import { describe, expect, it } from 'vitest';
import { checkValue, fromWire, toWire } from './setting-value.ts';

describe('the value of a setting', () => {
  it.each([
    ['string', 'anything', null],
    ['string', '', 'required'],
    ['email', 'name@example.com', null],
    ['email', 'name', 'email'],
    ['url', 'https://example.com/a?b', null],
    ['url', 'example.com', 'url'],
    ['url', 'https://user:secret@example.com', 'url'],
    ['number', '0.5', null],
    ['number', ' ', 'number'],
    ['number', 'Infinity', 'number'],
    ['boolean', 'true', null],
    ['boolean', 'yes', 'required'],
    ['json', '{"a":[1]}', null],
    ['json', '{a:1}', 'json'],
    ['pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', null],
    ['pem', 'MIIB', 'pem'],
  ] as const)('checks %s %j', (type, text, fault) => {
    expect(Object.keys(checkValue(type, text) ?? {})[0] ?? null).toBe(fault);
  });

  it.each([
    ['number', '42', 42],
    ['boolean', 'false', false],
    ['json', '[1,{"a":null}]', [1, { a: null }]],
    ['url', ' https://example.com ', 'https://example.com'],
    ['string', ' spaces count ', ' spaces count '],
  ] as const)('goes as %s %j over the wire', (type, text, value) => {
    expect(toWire(type, text)).toEqual(value);
  });

  it('comes back as text that can be edited', () => {
    expect([fromWire('text'), fromWire(42), fromWire({ a: 1 })]).toEqual(['text', '42', '{\n  "a": 1\n}']);
  });
});
