import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { INestApplication } from '@nestjs/common';
import type { Side } from './bench-row.ts';

const CONNECTIONS = 32;

export interface HttpRequest {
  readonly method?: string;
  /** One for all, or the own one of each connection. */
  readonly path: string | ((connection: number) => string);
  /** In one of them, `{etag}` stands for the tag of the answer before, and for `"1"` at first. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Answer = { readonly answers: number } | { readonly fault: string };

/** Keep-alive clients in a thread beside the server's. */
export class HttpClients {
  private readonly worker = new Worker(new URL('../http-load.mjs', import.meta.url));

  /** Asks an app that listens. Anything but a 200 is a fault: a benchmark of refusals would be a fast one. */
  ask(app: INestApplication, { method = 'GET', path, headers = {}, body = '' }: HttpRequest): Side {
    const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
    const lines = { Host: `127.0.0.1:${port}`, ...headers, ...(body && { 'Content-Length': String(body.length) }) };
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
    const pathOf = typeof path === 'string' ? () => path : path;
    const requests = Array.from(
      { length: CONNECTIONS },
      (_, connection) => `${method} ${pathOf(connection)} HTTP/1.1\r\n${head.join('')}\r\n${body}`,
    );
    return async (milliseconds) => {
      this.worker.postMessage({ port, requests, milliseconds });
      const [answer] = (await once(this.worker, 'message')) as [Answer];
      if ('fault' in answer) throw new Error(`${method} ${pathOf(0)}: ${answer.fault}`);
      return answer.answers;
    };
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
