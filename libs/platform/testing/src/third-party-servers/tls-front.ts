import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNginx, freePort, spawnGuarded } from '@gatehouse/local-servers';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { listening } from './listening.ts';

/** nginx, which speaks TLS on `localhost` for a plain server behind it. */
export interface TlsFront {
  readonly url: string;
  readonly certificates: TestCertificates;
  stop(): Promise<void>;
}

/** @param behind port of the plain server on 127.0.0.1 */
export async function startTlsFront(behind: number): Promise<TlsFront> {
  const command = findNginx();
  if (!command) throw new Error('nginx is needed: apt-get install nginx-light');
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nginx-'));
  const certificates = makeCertificates(folder);
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid nginx.pid; error_log error.log;
     events {}
     http { access_log off; ${temporary.map((name) => `${name}_temp_path ${name};`).join(' ')}
       server {
         listen 127.0.0.1:${port} ssl;
         ssl_certificate ${certificates.certificate};
         ssl_certificate_key ${certificates.key};
         location / { proxy_pass http://127.0.0.1:${behind}; }
         location /moved { return 308 https://localhost:${port}/; }
       } }`,
  );
  const log = join(folder, 'nginx.log');
  const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'];
  const server = await spawnGuarded({ command, args, cwd: folder, log, remove: [folder] });
  await listening(port, server.exited, log);
  return { url: `https://localhost:${port}`, certificates, stop: server.stop };
}
