import { describe, expect, it } from 'vitest';
import { isCrossSite, type RequestOrigin } from './request-origin.ts';

const host = 'gatehouse.example';
const ours = 'https://gatehouse.example';
const renamed = { origin: 'https://gate.example.com', host: '127.0.0.1:3000' };
const allows = (origin: string) => origin === 'https://admin.example';
const from = (parts: Partial<RequestOrigin>) =>
  isCrossSite({ origin: undefined, fetchSite: undefined, host, ...parts }, allows);

describe('isCrossSite', () => {
  it.each<[string, Partial<RequestOrigin>]>([
    ['our own page', { origin: 'https://gatehouse.example', fetchSite: 'same-origin' }],
    ['our own page in a browser without Fetch Metadata', { origin: 'https://gatehouse.example' }],
    ['an origin that is allowed, on the same site', { origin: 'https://admin.example', fetchSite: 'same-site' }],
    ['our own page behind a proxy that changes Host', { fetchSite: 'same-origin', ...renamed }],
    ['our own page with a Host that names the default port', { host: 'gatehouse.example:443', origin: ours }],
    ['our own page that hides its origin', { origin: 'null', fetchSite: 'same-origin' }],
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
    ['another port behind a proxy whose Host has none', { origin: ours, fetchSite: 'same-site' }],
    ['another site behind a proxy that changes Host', { ...renamed, origin: 'https://evil.example' }],
    ['a page behind a proxy that changes Host, in a browser without Fetch Metadata', renamed],
    ['a sandboxed frame', { origin: 'null' }],
    ['an origin that is none', { origin: 'gatehouse.example' }],
    ['an unknown value', { fetchSite: 'something-new' }],
  ])('stops %s', (_what, parts) => {
    expect(from(parts)).toBe(true);
  });
});
