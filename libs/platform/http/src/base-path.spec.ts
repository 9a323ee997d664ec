import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { basePathOf, isBasePath, takeOffBasePath } from './base-path.ts';

describe('the base path', () => {
  it.each([
    [{}, ''],
    [{ basePath: '/' }, ''],
    [{ basePath: 'gatehouse' }, '/gatehouse'],
    [{ basePath: '/ops/gatehouse/' }, '/ops/gatehouse'],
    [{ publicUrl: 'https://ops.example.com/gatehouse/' }, '/gatehouse'],
    [{ publicUrl: 'https://ops.example.com' }, ''],
    [{ publicUrl: 'https://ops.example.com/gatehouse', basePath: '/other' }, '/other'],
  ])('of %j is %j', (config, path) => {
    expect(basePathOf(config)).toBe(path);
  });

  it.each(['/a b', '/a?b', '//', '/../a', '/a//b', '/ä', 'https://gate.example/a', '/a%2fb'])('is not %j', (text) => {
    expect(isBasePath(text)).toBe(false);
  });

  const taken = (url: string, prefixes: readonly string[] = ['/gatehouse', '/api']) => {
    const request = { url, originalUrl: url } as Request;
    takeOffBasePath(prefixes)(request, {} as Response, () => undefined);
    expect(request.originalUrl).toBe(request.url);
    return request.url;
  };

  it.each([
    ['/gatehouse/api/health?deep=1', '/api/health?deep=1'],
    ['/gatehouse/.well-known/openid-configuration', '/.well-known/openid-configuration'],
    ['/.well-known/oauth-authorization-server/gatehouse', '/.well-known/oauth-authorization-server'],
    ['/.well-known/oauth-authorization-server/gatehouse/?a=/b', '/.well-known/oauth-authorization-server?a=/b'],
    ['/api/api/health', '/api/health'],
  ])('is taken off %s', (url, rest) => {
    expect(taken(url)).toBe(rest);
  });

  it.each([
    '/api/health',
    '/gatehouse',
    '/gatehouse/',
    '/gatehouse/overview',
    '/gatehouse2/api/health',
    '/Gatehouse/api/health',
    '/x/gatehouse/api/health',
    '/api/secure-settings/gatehouse',
    '/.well-known/oauth-authorization-server/other',
  ])('leaves %s alone', (url) => {
    expect(taken(url, ['/gatehouse'])).toBe(url);
  });

  it('leaves everything alone where there is none', () => {
    expect(taken('/api/health', [''])).toBe('/api/health');
  });
});
