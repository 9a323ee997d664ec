import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Client } from './s3-client.ts';

describe('a store that goes on answering without end', () => {
  const server = createServer((_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('x'), 10);
    response.on('close', () => clearInterval(drip));
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('is left at the deadline, whatever has come until then', async () => {
    const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
    const client = new S3Client({ endpoint, region: 'r', bucket: 'b', credentials, deadlineMs: 200 });
    const late = { name: 'TimeoutError' };
    await expect(client.get('k', { version: 'v', limit: 1e9 })).rejects.toMatchObject(late);
    await expect(client.versions('p')).rejects.toMatchObject(late);
    await expect(client.putOnce('k', 'x', { contentType: 'text/plain' })).rejects.toMatchObject(late);
  });
});
