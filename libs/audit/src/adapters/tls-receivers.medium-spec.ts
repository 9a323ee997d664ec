import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Rsyslog, startRsyslog, startTlsFront, type TlsFront } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toSiemMessage } from '../domain/siem-message.ts';
import { makeRecord } from '../read-record.fixture.ts';
import { HttpsSiemTransport } from './https-siem-transport.ts';
import { SyslogSiemTransport } from './syslog-siem-transport.ts';
import { WebhookCheckpointSink } from './webhook-checkpoint-sink.ts';

const known = getCACertificates('default');
// `fetch` keeps connections: what must not be trusted is asked before what is
/** What NODE_EXTRA_CA_CERTS does for a process from its start. */
const trust = (caPem: string) => setDefaultCACertificates([...known, caPem]);
afterEach(() => setDefaultCACertificates(known));

const messages = ['ж', 'line\nbreak "quoted" \\ \u0001', 'x'.repeat(60_000)].map((reason, index) =>
  toSiemMessage(makeRecord(index + 1, { reason }), 'gatehouse'),
);
const reasons = (bodies: readonly string[]) => bodies.map((body) => (JSON.parse(body) as { reason: string }).reason);

describe('rsyslog behind TLS with a certificate authority of its own', () => {
  let rsyslog: Rsyslog;
  beforeAll(async () => {
    rsyslog = await startRsyslog();
  });
  afterAll(() => rsyslog.stop());
  const transport = (host = 'localhost') =>
    new SyslogSiemTransport({ host, port: rsyslog.port, tls: true, allowPrivateHosts: true });

  it('gets every entry whole, with its time, its event and its severity', async () => {
    trust(rsyslog.certificates.caPem);
    const started = Date.now();
    await transport().send(messages);
    // it closes its side, so the batch is not taken on trust
    expect(Date.now() - started).toBeLessThan(2500);
    const received = await rsyslog.received(3);
    expect(reasons(received.map(({ msg }) => msg))).toEqual(reasons(messages.map(({ body }) => body)));
    expect(received[0]).toMatchObject({
      facility: 'audit',
      severity: 'info',
      app: 'gatehouse',
      msgid: messages[0]?.type,
    });
    expect(received[0]?.timestamp).toBe(messages[0]?.timestamp);
  });

  it('is not spoken to when nothing vouches for it, or when it is called by another name', async () => {
    await expect(transport().send(messages)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    trust(rsyslog.certificates.caPem);
    await expect(transport('127.0.0.1').send(messages)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

describe('a receiver behind nginx with a certificate authority of its own', () => {
  const kept: string[] = [];
  const keeper = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST') kept.push(Buffer.concat(chunks).toString());
      response.writeHead(kept.length === 0 ? 404 : 200).end(request.method === 'GET' ? kept.at(-1) : undefined);
    });
  });
  let nginx: TlsFront;
  beforeAll(async () => {
    keeper.listen(0, '127.0.0.1');
    await once(keeper, 'listening');
    nginx = await startTlsFront((keeper.address() as AddressInfo).port);
  });
  afterAll(async () => {
    await nginx.stop();
    keeper.close();
    keeper.closeAllConnections();
  });

  it('is not spoken to when nothing vouches for it, and is not followed elsewhere', async () => {
    const before = kept.length;
    await expect(new WebhookCheckpointSink(`${nginx.url}/log`).last()).rejects.toThrow();
    const url = new URL('/in', nginx.url);
    const siem = new HttpsSiemTransport({ url, token: 'token', allowPrivateHosts: true });
    await expect(siem.send(messages)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    trust(nginx.certificates.caPem);
    await expect(new WebhookCheckpointSink(`${nginx.url}/moved`).last()).rejects.toThrow();
    expect(kept).toHaveLength(before);
  });

  it('keeps checkpoints and gives the last one back', async () => {
    trust(nginx.certificates.caPem);
    const sink = new WebhookCheckpointSink(`${nginx.url}/log`);
    expect(await sink.last()).toBeUndefined();
    await sink.publish('note 1\n');
    await sink.publish('note 2\n');
    expect(await sink.last()).toBe('note 2\n');
    kept.push('x'.repeat(100_000));
    await expect(sink.last()).rejects.toThrow('something else than a checkpoint');
  });

  it('gets the entries of the SIEM stream', async () => {
    trust(nginx.certificates.caPem);
    const url = new URL('/in', nginx.url);
    await new HttpsSiemTransport({ url, token: 'token', allowPrivateHosts: true }).send(messages);
    expect(reasons(kept.at(-1)?.trimEnd().split('\n') ?? [])).toEqual(reasons(messages.map(({ body }) => body)));
  });
});
