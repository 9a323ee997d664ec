import { loadConfig } from '@gatehouse/config';
import { describe, expect, it } from 'vitest';
import { httpConfig } from './http.config.ts';

const production = {
  ENVIRONMENT: 'production',
  TLS_TERMINATED_BY_PROXY: 'true',
  CORS_ALLOWED_ORIGINS: '["https://admin.example.com"]',
};

/** What stops the start, or `started`. */
function startWith(environment: Record<string, string>): string {
  try {
    loadConfig([httpConfig], { ...production, ...environment });
    return 'started';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the http settings', () => {
  it('are usable as they are in development', () => {
    expect(loadConfig([httpConfig], {}).get(httpConfig).corsAllowedOrigins).toEqual(['http://localhost:4200']);
  });

  it('are usable in production once origins and TLS are set', () => {
    expect(() => loadConfig([httpConfig], production)).not.toThrow();
  });

  it.each([
    ['TLS_TERMINATED_BY_PROXY', 'false'],
    ['CORS_ALLOWED_ORIGINS', '["*"]'],
    ['CORS_ALLOWED_ORIGINS_REGEX', '.*'],
    ['CORS_ALLOWED_ORIGINS', '["https://admin.example.com/"]'],
    ['CORS_ALLOWED_ORIGINS', '["null"]'],
    ['CORS_ALLOWED_ORIGINS_REGEX', '('],
    ['TRUSTED_PROXIES', '["10.0.0.0/99"]'],
    ['TRUSTED_PROXIES', '["10.0.0.0/8", "0.0.0.0/0"]'],
    ['TRUSTED_PROXIES', '["::/0"]'],
    ['PUBLIC_URL', 'gate.example.com'],
    ['PUBLIC_URL', 'https://ops.example.com/?a=b'],
    ['BASE_PATH', '/gate house'],
    ['PUBLIC_URL', 'https://me@ops.example.com'],
    ['TRUSTED_PROXIES', '["proxy.example.com"]'],
    // what other servers take: Express, Caddy, nginx's access lists, and a service of compose
    ['TRUSTED_PROXIES', 'loopback, uniquelocal'],
    ['TRUSTED_PROXIES', 'private_ranges'],
    ['TRUSTED_PROXIES', '10.0.0.*'],
    ['TRUSTED_PROXIES', '10.0.0.1-10.0.0.9'],
    ['TRUSTED_PROXIES', 'traefik'],
    ['TRUSTED_PROXIES', 'true'],
    ['TRUSTED_PROXIES', '*'],
  ])('stop the start of production with %s=%s, named without the value', (name, value) => {
    const message = startWith({ [name]: value });
    expect(message).toContain(`- ${name}: `);
    expect(message).not.toContain(value);
  });

  it('refuse a base path that contradicts the public address', () => {
    const PUBLIC_URL = 'https://ops.example.com/gatehouse';
    expect(startWith({ PUBLIC_URL, BASE_PATH: '/other' })).toContain('- BASE_PATH: ');
    for (const BASE_PATH of ['gatehouse', '/gatehouse/']) expect(startWith({ PUBLIC_URL, BASE_PATH })).toBe('started');
  });

  it.each([
    ['10.0.0.7/8', '10.0.0.0/8'],
    ['10.0.0.0/8;', '10.0.0.0/8'],
    ['192.168.0.0/255.255.0.0', '192.168.0.0/16'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['127.0.0.1:3000', '127.0.0.1'],
  ])('refuse %s as a proxy and name what is nearest', (entry, nearest) => {
    const message = startWith({ TRUSTED_PROXIES: JSON.stringify(['127.0.0.1', entry]) });
    expect(message).toContain('- TRUSTED_PROXIES: entry 2 ');
    expect(message).toContain(`it is nearest to ${nearest}`);
    expect(startWith({ TRUSTED_PROXIES: JSON.stringify([nearest]) })).toBe('started');
  });
});
