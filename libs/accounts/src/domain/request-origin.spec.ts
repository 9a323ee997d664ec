import { describe, expect, it } from 'vitest';
import { isCrossSite, type RequestOrigin } from './request-origin.ts';

const host = 'gatehouse.example';
const allows = (origin: string) => origin === 'https://admin.example';
const from = (parts: Partial<RequestOrigin>) =>
  isCrossSite({ origin: undefined, fetchSite: undefined, host, ...parts }, allows);

describe('isCrossSite', () => {
  it.each<[string, Partial<RequestOrigin>]>([
    ['our own page', { origin: 'https://gatehouse.example', fetchSite: 'same-origin' }],
    ['our own page in a browser without Fetch Metadata', { origin: 'https://gatehouse.example' }],
    ['an origin that is allowed, on the same site', { origin: 'https://admin.example', fetchSite: 'same-site' }],
    ['our own page without Origin', { fetchSite: 'same-origin' }],
    ['the address bar', { fetchSite: 'none' }],
    ['a program that is no browser', {}],
  ])('lets %s through', (_what, parts) => {
    expect(from(parts)).toBe(false);
  });

  it.each<[string, Partial<RequestOrigin>]>([
    ['another site', { origin: 'https://evil.example', fetchSite: 'cross-site' }],
    ['another site without Origin', { fetchSite: 'cross-site' }],
    ['another site that claims our origin', { origin: 'https://gatehouse.example', fetchSite: 'cross-site' }],
    ['another origin in a browser without Fetch Metadata', { origin: 'https://evil.example' }],
    ['a sister domain', { origin: 'https://blog.gatehouse.example', fetchSite: 'same-site' }],
    ['a sister domain without Origin', { fetchSite: 'same-site' }],
    ['another port', { origin: 'https://gatehouse.example:8443', fetchSite: 'same-site' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['an origin that is none', { origin: 'gatehouse.example' }],
    ['an unknown value', { fetchSite: 'something-new' }],
  ])('stops %s', (_what, parts) => {
    expect(from(parts)).toBe(true);
  });
});
