import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNginx, spawnGuarded } from '@gatehouse/local-servers';
import { makeCertificates } from '@gatehouse/testing';

export interface NginxInFront {
  /** The certificate authority of its certificate for `localhost`, in PEM. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** A documented server of nginx, with the addresses of a test in the place of those of the page. */
export async function startNginxInFront(
  page: string,
  addresses: Readonly<Record<string, string>>,
  port: number,
): Promise<NginxInFront> {
  const command = findNginx();
  if (!command) throw new Error('nginx is needed: apt-get install nginx-light');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
  const { caPem } = makeCertificates(folder);
  for (const name of ['logs', 'tmp']) mkdirSync(join(folder, name));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid nginx.pid; error_log logs/error.log;
     events {}
     http { access_log off; ${temporary.map((name) => `${name}_temp_path tmp/${name};`).join(' ')}
     ${withAddresses(documentedServer(page), addresses)} }`,
  );
  const log = join(folder, 'nginx.log');
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'logs/error.log'];
  const nginx = await spawnGuarded({ command, args, cwd: folder, log });
  const life = { ended: false };
  void nginx.exited.then(() => (life.ended = true));
  while (!(await connects(port))) {
    if (life.ended) throw new Error(`nginx has ended: ${readFileSync(log, 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    ca: caPem,
    stop: async () => {
      await nginx.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function documentedServer(page: string): string {
  const block = /^```nginx gatehouse\.conf\n(.*?)^```$/ms.exec(readFileSync(page, 'utf8'))?.[1];
  if (block === undefined) throw new Error(`${page} has no server to run`);
  return block;
}

function withAddresses(text: string, addresses: Readonly<Record<string, string>>): string {
  return Object.entries(addresses).reduce((result, [theirs, ours]) => {
    if (!result.includes(theirs)) throw new Error(`the page does not name ${theirs}`);
    return result.replaceAll(theirs, ours);
  }, text);
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
