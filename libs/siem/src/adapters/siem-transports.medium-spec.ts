import { once } from 'node:events';
import { createServer as createHttp, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net';
import { makeAuditRecord } from '@gatehouse/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { toSiemMessage } from '../domain/siem-message.ts';
import { HttpsSiemTransport } from './https-siem-transport.ts';
import { SyslogSiemTransport } from './syslog-siem-transport.ts';

const messages = [1, 2, 3].map((id) => toSiemMessage(makeAuditRecord(id, { reason: `ж${id}` }), 'gatehouse'));
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function listen(server: Server | ReturnType<typeof createTcp>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

interface Received {
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

async function webhook(status: number): Promise<{ url: URL; received: Received[] }> {
  const received: Received[] = [];
  const server = createHttp((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status, { location: 'https://elsewhere.example/' }).end('ok');
    });
  });
  return { url: new URL(`http://127.0.0.1:${await listen(server)}/in?key=1`), received };
}

describe('a webhook', () => {
  it('gets one line an entry, with the token', async () => {
    const { url, received } = await webhook(204);
    await new HttpsSiemTransport({ url, token: 'secret-1', allowPrivateHosts: true }).send(messages);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(headers).toMatchObject({ 'content-type': 'application/x-ndjson', authorization: 'Bearer secret-1' });
    expect(
      body
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id),
    ).toEqual(['1', '2', '3']);
    expect(body.endsWith('\n')).toBe(true);
  });

  it.each([301, 400, 500, 503])('has not taken what it answers with %i', async (status) => {
    const { url, received } = await webhook(status);
    const sending = new HttpsSiemTransport({ url, token: 'secret-1', allowPrivateHosts: true }).send(messages);
    await expect(sending).rejects.toThrow(`status ${status}`);
    expect(received).toHaveLength(1);
  });

  it('is not reached at a private address, by number or by name', async () => {
    const { url, received } = await webhook(200);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254']) {
      url.hostname = host;
      await expect(
        new HttpsSiemTransport({ url, token: 't', allowPrivateHosts: false }).send(messages),
      ).rejects.toMatchObject({
        code: 'EFORBIDDEN',
      });
    }
    expect(received).toEqual([]);
  });
});

async function syslog(onConnection: (socket: Socket, text: () => string) => void) {
  const texts: string[] = [];
  const server = createTcp({ allowHalfOpen: true }, (socket) => {
    const index = texts.push('') - 1;
    socket.setEncoding('utf8').on('data', (text: string) => (texts[index] = `${texts[index] ?? ''}${text}`));
    socket.on('error', () => undefined);
    stops.push(() => socket.destroy());
    onConnection(socket, () => texts[index] ?? '');
  });
  const port = await listen(server);
  const transport = new SyslogSiemTransport({ host: '127.0.0.1', port, tls: false, allowPrivateHosts: true });
  return { transport, texts };
}

function frames(text: string): string[] {
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.subarray(at, space).toString());
    found.push(bytes.subarray(space + 1, space + 1 + length).toString());
    at = space + 1 + length;
  }
  return found;
}

describe('a syslog receiver', () => {
  it('gets each entry as a frame, and is waited for until it has read to the end', async () => {
    let closed = false;
    const { transport, texts } = await syslog((socket) =>
      socket.on('end', () => {
        closed = true;
        socket.end();
      }),
    );
    await transport.send(messages);
    expect(closed).toBe(true);
    const lines = frames(texts[0] ?? '');
    expect(lines.map((line) => (JSON.parse(line.slice(line.indexOf('{'))) as { id: string }).id)).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('has not taken what a broken connection carried', async () => {
    const { transport } = await syslog((socket) => socket.on('data', () => socket.resetAndDestroy()));
    await expect(transport.send(messages)).rejects.toThrow();
  });

  it('has not taken anything when nobody listens', async () => {
    const transport = new SyslogSiemTransport({ host: '127.0.0.1', port: 1, tls: false, allowPrivateHosts: true });
    await expect(transport.send(messages)).rejects.toThrow('ECONNREFUSED');
  });

  it('is not reached at a private address', async () => {
    const transport = new SyslogSiemTransport({ host: 'localhost', port: 514, tls: false, allowPrivateHosts: false });
    await expect(transport.send(messages)).rejects.toMatchObject({ code: 'EFORBIDDEN' });
  });
});
