import { loadConfig } from '@gatehouse/config';
import { Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpConfig } from '../http.config.ts';
import { CorsPolicy } from './cors-policy.ts';

function policy(environment: Record<string, string> = {}) {
  const rejections = { inc: vi.fn() };
  return { rejections, cors: new CorsPolicy(loadConfig([httpConfig], environment).get(httpConfig), rejections) };
}

const response = () =>
  ({
    vary: vi.fn().mockReturnThis(),
    setHeader: vi.fn(),
    status: vi.fn().mockReturnThis(),
    end: vi.fn(),
  }) as unknown as Response;
const request = (origin: string, host = 'localhost:3000', more: Record<string, string> = {}) =>
  ({ method: 'GET', headers: { origin, host, ...more } }) as unknown as Request;

afterEach(() => vi.restoreAllMocks());

describe('CorsPolicy', () => {
  it('matches an expression against the whole origin only', () => {
    const { cors } = policy({ CORS_ALLOWED_ORIGINS_REGEX: 'https://[a-z]+\\.example\\.com|https://other\\.example' });
    expect(cors.allows('https://admin.example.com')).toBe(true);
    expect(cors.allows('https://other.example')).toBe(true);
    expect(cors.allows('https://other.example.evil.test')).toBe(false);
    expect(cors.allows('https://evil.test/https://other.example')).toBe(false);
    expect(cors.allows('https://a.example.com.evil.test')).toBe(false);
  });

  it('never trusts null, even where everything is allowed', () => {
    const { cors } = policy({ CORS_ALLOWED_ORIGINS: '["*"]', CORS_ALLOWED_ORIGINS_REGEX: 'null' });
    expect(cors.allows('null')).toBe(false);
    expect(cors.allows('https://any.example')).toBe(true);
  });

  it('counts every rejection and logs one a minute', () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const { cors, rejections } = policy();
    for (let count = 0; count < 5; count++) cors.handle(request('https://evil.test'), response(), vi.fn());
    expect(rejections.inc).toHaveBeenCalledTimes(5);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('does not take a page of its own host for a stranger', () => {
    const { cors, rejections } = policy();
    cors.handle(request('http://gate.example', 'gate.example'), response(), vi.fn());
    const behindProxy = request('https://gate.example.com', '127.0.0.1:3000', { 'sec-fetch-site': 'same-origin' });
    cors.handle(behindProxy, response(), vi.fn());
    expect(rejections.inc).not.toHaveBeenCalled();
  });

  it('knows its public address', () => {
    const { cors } = policy({ PUBLIC_URL: 'https://ops.example.com/gatehouse' });
    expect(cors.allows('https://ops.example.com')).toBe(true);
    expect(cors.allows('http://ops.example.com')).toBe(false);
  });
});
