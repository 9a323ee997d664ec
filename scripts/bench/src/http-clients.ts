import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
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
  readonly body?: string | Buffer;
  /** What every answer has to be. */
  readonly status?: number;
}

type Answer = { readonly answers: number } | { readonly fault: string };

/** Keep-alive clients in a thread beside the server's. */
export class HttpClients {
  private readonly worker = new Worker(new URL('../http-load.mjs', import.meta.url));

  /** Asks an app that listens. Anything but the status is a fault: a benchmark of refusals would be a fast one. */
  ask(app: INestApplication, request: HttpRequest): Side {
    return this.askServer(app.getHttpServer() as Server, request);
  }

  askServer(server: Server, { method = 'GET', path, headers = {}, body = '', status = 200 }: HttpRequest): Side {
    const { port } = server.address() as AddressInfo;
    const bytes = Buffer.from(body as string);
    const length = bytes.length > 0 && { 'Content-Length': String(bytes.length) };
    const lines = { Host: `127.0.0.1:${port}`, ...headers, ...length };
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
    const pathOf = typeof path === 'string' ? () => path : path;
    const requests = Array.from(
      { length: CONNECTIONS },
      (_, connection) => `${method} ${pathOf(connection)} HTTP/1.1\r\n${head.join('')}\r\n${bytes.toString('latin1')}`,
    );
    return async (milliseconds) => {
      this.worker.postMessage({ port, requests, status, milliseconds });
      const [answer] = (await once(this.worker, 'message')) as [Answer];
      if ('fault' in answer) throw new Error(`${method} ${pathOf(0)}: ${answer.fault}`);
      return answer.answers;
    };
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
