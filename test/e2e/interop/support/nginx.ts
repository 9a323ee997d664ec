import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findNginx, freePort, spawnGuarded } from '@gatehouse/local-servers';
import { httpVerifier, listening, type Verifier } from './verifiers.ts';

export interface NginxVerifier extends Verifier {
  readonly url: string;
  /** What the service behind it was last sent; `undefined` before the first request, and after `forget`. */
  heard(): IncomingHttpHeaders | undefined;
  forget(): void;
}

/** The documented server, with the addresses of this test in the place of those of the page. */
export async function startNginx(documented: string, folder: string, gatehouseUrl: string): Promise<NginxVerifier> {
  const command = findNginx();
  if (!command) throw new Error('nginx is needed: apt-get install nginx-light');
  let heard: IncomingHttpHeaders | undefined;
  const orders = createServer((request, response) => {
    heard = request.headers;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ for: request.headers['x-gatehouse-subject'] }));
  });
  await new Promise<void>((resolve) => orders.listen(0, '127.0.0.1', resolve));
  const port = await freePort();
  const server = [
    ['127.0.0.1:3000', new URL(gatehouseUrl).host],
    ['127.0.0.1:8080', `127.0.0.1:${(orders.address() as AddressInfo).port}`],
    ['127.0.0.1:8081', `127.0.0.1:${port}`],
  ].reduce((text, [theirs = '', ours = '']) => {
    if (text.split(theirs).length !== 2) throw new Error(`the page does not name ${theirs} once`);
    return text.replace(theirs, ours);
  }, documented);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  mkdirSync(join(folder, 'logs'));
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid nginx.pid; error_log logs/error.log;
     events {}
     http { access_log off; ${temporary.map((name) => `${name}_temp_path tmp/${name};`).join(' ')}
     ${server} }`,
  );
  const log = join(folder, 'nginx.log');
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'logs/error.log'];
  const nginx = await spawnGuarded({ command, args, cwd: folder, log });
  await listening(port, nginx.exited, log);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await nginx.stop();
    orders.closeAllConnections();
    await new Promise((resolve) => orders.close(resolve));
  };
  return {
    ...httpVerifier(url, stop),
    url,
    heard: () => heard,
    forget: () => (heard = undefined),
  };
}
