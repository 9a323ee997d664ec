import { loadConfig } from '@gatehouse/config';
import { describe, expect, it } from 'vitest';
import { httpConfig } from './http.config.ts';

const production = {
  ENVIRONMENT: 'production',
  TLS_TERMINATED_BY_PROXY: 'true',
  CORS_ALLOWED_ORIGINS: '["https://admin.example.com"]',
};

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
    ['TRUSTED_PROXIES', '["proxy.example.com"]'],
  ])('stop the start of production with %s=%s, named without the value', (name, value) => {
    const message = (() => {
      try {
        loadConfig([httpConfig], { ...production, [name]: value });
        return 'started';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message).toContain(`- ${name}: `);
    expect(message).not.toContain(value);
  });
});
