import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { makeAuditRecord, type Rsyslog, startRsyslog, startTlsFront, type TlsFront } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toSiemMessage } from '../domain/siem-message.ts';
import { HttpsSiemTransport } from './https-siem-transport.ts';
import { SyslogSiemTransport } from './syslog-siem-transport.ts';

const known = getCACertificates('default');
/** What NODE_EXTRA_CA_CERTS does for a process from its start. */
const trust = (caPem: string) => setDefaultCACertificates([...known, caPem]);
afterEach(() => setDefaultCACertificates(known));

const messages = ['ж', 'line\nbreak "quoted" \\ \u0001', 'x'.repeat(60_000)].map((reason, index) =>
  toSiemMessage(makeAuditRecord(index + 1, { reason }), 'gatehouse'),
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
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString());
      response.end();
    });
  });
  let nginx: TlsFront;
  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    nginx = await startTlsFront((receiver.address() as AddressInfo).port);
  });
  afterAll(async () => {
    await nginx.stop();
    receiver.close();
    receiver.closeAllConnections();
  });
  const transport = (path = '/in') =>
    new HttpsSiemTransport({ url: new URL(path, nginx.url), token: 'token', allowPrivateHosts: true });

  it('is not spoken to when nothing vouches for it, and is not followed elsewhere', async () => {
    await expect(transport().send(messages)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    trust(nginx.certificates.caPem);
    await expect(transport('/moved').send(messages)).rejects.toThrow('responded with status 308');
    expect(received).toEqual([]);
  });

  it('gets the entries', async () => {
    trust(nginx.certificates.caPem);
    await transport().send(messages);
    expect(received).toHaveLength(1);
    expect(reasons(received[0]?.trimEnd().split('\n') ?? [])).toEqual(reasons(messages.map(({ body }) => body)));
  });
});
