import { describe, expect, it } from 'vitest';
import { checkedContent, checkedLifetime, expiresSoon, isExpired, isNarrowed } from './service-account.ts';

const content = checkedContent({
  name: 'ci',
  description: '',
  scopes: ['uploads:write', 'settings:list'],
  ipAllowList: ['10.0.0.0/8', '10.0.0.0/8', '203.0.113.7'],
});

describe('the content of a service account', () => {
  it('is tidied: known scopes in their order, networks once and in full', () => {
    expect(content).toMatchObject({
      scopes: ['settings:list', 'uploads:write'],
      ipAllowList: ['10.0.0.0/8', '203.0.113.7/32'],
    });
  });

  it('names the network that is none', () => {
    expect(() => checkedContent({ ...content, ipAllowList: ['10.0.0.0/8', '10.0.0.1/8'] })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        fields: [expect.objectContaining({ pointer: '/ipAllowList/1' })],
      }),
    );
  });

  it.each<[string, object, string]>([
    ['a name of spaces', { name: ' ' }, '/name'],
    ['a name with a line break', { name: 'a\nb' }, '/name'],
    ['a name that is too long', { name: 'a'.repeat(101) }, '/name'],
    ['no scope that services can have', { scopes: ['settings:write'] }, '/scopes'],
  ])('is refused with %s, by whatever way it comes', (_what, change, pointer) => {
    expect(() => checkedContent({ ...content, ...change })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', fields: [expect.objectContaining({ pointer })] }),
    );
  });

  it('is narrowed by a scope less or other networks, not by a scope more or another name', () => {
    expect(isNarrowed(content, { ...content, scopes: ['settings:list'] })).toBe(true);
    expect(isNarrowed(content, { ...content, ipAllowList: ['10.0.0.0/8'] })).toBe(true);
    expect(isNarrowed({ ...content, ipAllowList: [] }, content)).toBe(true);
    expect(isNarrowed(content, { ...content, scopes: [...content.scopes, 'audit:read'], name: 'cd' })).toBe(false);
    expect(isNarrowed(content, { ...content, ipAllowList: content.ipAllowList.toReversed() })).toBe(false);
  });
});

it('a secret is over at its expiry, and somebody is warned two weeks before', () => {
  const secret = { expiresAt: new Date('2026-03-31T00:00:00Z') };
  expect(isExpired(secret, new Date('2026-03-30T23:59:59.999Z'))).toBe(false);
  expect(isExpired(secret, new Date('2026-03-31T00:00:00Z'))).toBe(true);
  expect(expiresSoon(secret, new Date('2026-03-16T23:59:59Z'))).toBe(false);
  expect(expiresSoon(secret, new Date('2026-03-17T00:00:00Z'))).toBe(true);
});

it('a secret lives for 1 to 180 whole days, by whatever way it is asked for', () => {
  expect([1, 180].map(checkedLifetime)).toEqual([1, 180]);
  for (const days of [0, -1, 181, 1.5, NaN, Infinity])
    expect(() => checkedLifetime(days), String(days)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }));
});
