import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { type INestApplication, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TokenFixture, tokenFixture } from '../access-token.fixture.ts';
import { PublishedKeys } from '../domain/published-keys.ts';
import { keysConfig } from '../keys.config.ts';
import { PublishJsonWebKeySet } from '../use-cases/publish-json-web-key-set.ts';
import { JsonWebKeySetController } from './json-web-key-set.controller.ts';

let fixture: TokenFixture;
let app: INestApplication<Server>;
let url: string;

beforeAll(async () => {
  fixture = await tokenFixture();
  @Module({
    controllers: [JsonWebKeySetController],
    providers: [
      PublishJsonWebKeySet,
      { provide: PublishedKeys, useValue: fixture.keys },
      { provide: keysConfig.token, useValue: { jwksMaxAge: 300 } },
    ],
  })
  class JwksModule {}
  app = await NestFactory.create(JwksModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}/.well-known/jwks.json`;
});
afterAll(() => app.close());

describe('GET /.well-known/jwks.json', () => {
  it('serves the public keys to any origin, for five minutes', async () => {
    const response = await fetch(url, { headers: { origin: 'https://anywhere.example' } });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/jwk-set+json',
      'cache-control': 'public, max-age=300, must-revalidate',
      'access-control-allow-origin': '*',
    });
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    expect(await response.json()).toEqual(fixture.keys.published());
  });

  it('has a strong ETag and answers 304 to it', async () => {
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[A-Za-z0-9_-]{43}"$/);
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect((await fetch(url, { headers: { 'if-none-match': `"another", W/${etag}` } })).status).toBe(304);
    expect((await fetch(url, { headers: { 'if-none-match': '"another"' } })).status).toBe(200);
  });
});
