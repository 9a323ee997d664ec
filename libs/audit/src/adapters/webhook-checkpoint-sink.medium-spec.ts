import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startTlsFront, type TlsFront } from '@gatehouse/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebhookCheckpointSink } from './webhook-checkpoint-sink.ts';

const known = getCACertificates('default');
// `fetch` keeps connections: what must not be trusted is asked before what is
/** What NODE_EXTRA_CA_CERTS does for a process from its start. */
const trust = (caPem: string) => setDefaultCACertificates([...known, caPem]);
afterEach(() => setDefaultCACertificates(known));

describe('a keeper of checkpoints behind nginx with a certificate authority of its own', () => {
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
    await expect(new WebhookCheckpointSink(`${nginx.url}/log`).last()).rejects.toThrow();
    trust(nginx.certificates.caPem);
    await expect(new WebhookCheckpointSink(`${nginx.url}/moved`).last()).rejects.toThrow();
    expect(kept).toEqual([]);
  });

  it('keeps checkpoints and gives the last one back', async () => {
    trust(nginx.certificates.caPem);
    const sink = new WebhookCheckpointSink(`${nginx.url}/log`);
    expect(await sink.last()).toBeUndefined();
    await sink.publish('note 1\n');
    await sink.publish('note 2\n');
    expect(await sink.last()).toBe('note 2\n');
    kept.push('x'.repeat(100_000));
    await expect(sink.last()).rejects.toThrow('something other than a checkpoint');
  });
});
