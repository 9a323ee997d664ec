import { Writable } from 'node:stream';
import { runInRequestContext } from '@gatehouse/contracts';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';
import { pinoHttp } from 'pino-http';
import { describe, expect, it } from 'vitest';
import { loggerOptions } from './logger-options.ts';

const CANARY = 'canary-7f3a';

function capture() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, stream, logger: pino(loggerOptions('info'), stream) };
}

describe('the log of a process', () => {
  it('names the request and the principal that a line belongs to', () => {
    const { lines, logger } = capture();
    const principal = {
      kind: 'user' as const,
      id: 'u1',
      role: 'admin' as const,
      permissions: new Set<never>(),
      tokenId: 't1',
    };
    runInRequestContext({ requestId: 'r1', principal }, () => logger.info({ route: '/api/audit' }, 'request'));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      requestId: 'r1',
      principalId: 'u1',
      route: '/api/audit',
      msg: 'request',
    });
  });

  it('holds no secret, wherever one is handed to it', () => {
    const { lines, logger } = capture();
    const request = { headers: { authorization: CANARY, cookie: CANARY }, body: { password: CANARY } };
    const failure = Object.assign(new Error('x'), { parameters: [CANARY], query: 'SELECT $1', response: request });
    logger.warn({ req: request, res: request, request, password: CANARY, accessToken: CANARY, err: failure }, 'odd');
    logger.error({ token: CANARY, err: Object.assign(new Error(`value ${CANARY}`), { code: '22P02' }) }, 'odd');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain(CANARY);
  });

  it('binds nothing of a request to its logger', () => {
    const { lines, stream } = capture();
    const headers = { authorization: CANARY, cookie: CANARY };
    const request = {
      method: 'GET',
      url: `/${CANARY}`,
      headers,
      rawHeaders: ['Authorization', CANARY],
    } as unknown as IncomingMessage;
    const response = Object.assign(new EventEmitter(), { getHeaders: () => headers }) as unknown as ServerResponse;
    pinoHttp(loggerOptions('info'), stream)(request, response);
    runInRequestContext({ requestId: 'r1' }, () => {
      request.log.info('in');
      response.log.info('out');
    });
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: 'in', requestId: 'r1' },
      { msg: 'out' },
    ]);
    expect(lines.join('')).not.toContain(CANARY);
    expect(lines[0]?.match(/requestId/g)).toHaveLength(1);
  });
});
