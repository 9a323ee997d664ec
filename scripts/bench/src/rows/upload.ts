import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, rename } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '@gatehouse/config';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import sharp from 'sharp';
import { workerConfigSections } from '../../../../apps/worker/src/config-sections.ts';
import { WorkerModule } from '../../../../apps/worker/src/worker.module.ts';
import type { Bench, BenchRow, Figure, Side } from '../bench-row.ts';
import { authorizationOf, READ_PATH, startGuardedApp } from '../guarded-app.ts';
import { HttpClients } from '../http-clients.ts';

const FIGURE_MS = 3000;
/** What one upload may cost the main thread, in requests that read nothing. */
const GUARDED_READS = 6;

const TABLE = `
  CREATE TABLE bench_uploads (id uuid PRIMARY KEY, size bigint NOT NULL, sha256 text NOT NULL, created_at timestamptz NOT NULL);
  GRANT INSERT ON bench_uploads TO gatehouse_app`;
const INSERT = {
  name: 'bench-upload',
  text: 'INSERT INTO bench_uploads (id, size, sha256, created_at) VALUES ($1, $2, $3, now())',
};

/**
 * A JPEG of 200 KB through all that the product does before its 201, against a bare server that does what is due: body
 * to file, digest, decoding, sync of file and folder, one row.
 */
export const upload: BenchRow = {
  name: 'upload',
  target: 0.6,
  rounds: { count: 9, eachMs: 3000 },
  prepare: async (bench) => {
    const picture = await makePicture();
    const app = await startGuardedApp();
    const headers = await authorizationOf(app, 'admin');
    const bare = await startBareServer(bench);
    const clients = new HttpClients();
    const send = clients.ask(app, {
      method: 'POST',
      path: '/api/upload-image',
      headers: { ...headers, 'Content-Type': 'multipart/form-data; boundary=b' },
      body: asForm(picture),
      status: 201,
    });
    const read = clients.ask(app, { path: READ_PATH, headers });
    return {
      product: send,
      floor: clients.askServer(bare, { method: 'POST', path: '/', body: picture }),
      figures: () => costs(bench.owner, send, read),
      close: async () => {
        await clients.close();
        bare.close();
        bare.closeAllConnections();
        await app.close();
      },
    };
  },
};

/** Noise in it makes it as large as photos of its size are. */
async function makePicture(): Promise<Buffer> {
  const [width, height] = [640, 480];
  const noise = sharp(randomBytes((width * height * 3) / 4), {
    raw: { width: width / 2, height: height / 2, channels: 3 },
  });
  return noise.resize(width, height).jpeg({ quality: 88 }).toBuffer();
}

function asForm(file: Buffer): Buffer {
  const head =
    '--b\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n';
  return Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--b--\r\n')]);
}

async function startBareServer({ owner, pool }: Bench): Promise<Server> {
  await owner.query(TABLE);
  const folder = join(process.env['UPLOADS_DIR'] ?? '', 'bare');
  await mkdir(folder, { mode: 0o700 });
  const server = createServer((request, response) => {
    store(request, folder, pool).then(
      (answer) => response.setHeader('Content-Length', answer.length).end(answer),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function store(request: IncomingMessage, folder: string, pool: Pool): Promise<string> {
  const id = randomUUID();
  const path = join(folder, `${id}.part`);
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await file.write(chunk);
    size += chunk.length;
  }
  await Promise.all([
    file.sync(),
    sharp(path, { failOn: 'error', sequentialRead: true })
      .resize(16, 16, { kernel: 'nearest', fit: 'fill' })
      .raw()
      .toBuffer(),
  ]);
  await file.close();
  await rename(path, join(folder, `${id}.jpg`));
  const kept = await open(folder, 'r');
  await kept.sync();
  await kept.close();
  const sha256 = hash.digest('hex');
  await pool.query({ ...INSERT, values: [id, size, sha256] });
  return JSON.stringify({ id, size, sha256 });
}

/** Main thread of the api, then that of a worker which scans what came in; both in requests that read nothing. */
async function costs(owner: Pool, send: Side, read: Side): Promise<readonly Figure[]> {
  await read(FIGURE_MS / 3);
  const reading = await cpuMillis(() => read(FIGURE_MS));
  const sending = await cpuMillis(() => send(FIGURE_MS));
  const scanning = await scan(owner);
  return [
    { name: 'guarded read', value: reading, unit: 'ms of main thread' },
    { name: 'upload, api', value: sending, unit: 'ms of main thread' },
    { name: 'upload, worker', value: scanning, unit: 'ms of main thread' },
    { name: 'upload, api', value: sending / reading, unit: 'guarded reads', atMost: GUARDED_READS },
    { name: 'upload, worker', value: scanning / reading, unit: 'guarded reads', atMost: GUARDED_READS },
  ];
}

/** @returns processor time of this thread for one */
async function cpuMillis(side: () => Promise<number>): Promise<number> {
  const before = process.threadCpuUsage();
  const done = await side();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / done;
}

/** Lets a worker in this thread scan all that the api took in. What it does while it starts does not count. */
async function scan(owner: Pool): Promise<number> {
  const worker = await NestFactory.createApplicationContext(
    WorkerModule.forRoot(loadConfig(workerConfigSections, process.env)),
    { logger: false },
  );
  const scanned = async () => {
    const { rows } = await owner.query<{ clean: number; left: number }>(
      `SELECT count(*) FILTER (WHERE status = 'clean')::integer AS clean,
         count(*) FILTER (WHERE status IN ('pending_scan', 'scanning'))::integer AS left FROM uploads`,
    );
    return rows[0] ?? { clean: 0, left: 0 };
  };
  const before = await scanned();
  const cost = await cpuMillis(async () => {
    let now = before;
    while (now.left > 0) {
      await pause(200);
      now = await scanned();
    }
    return now.clean - before.clean;
  });
  await worker.close();
  return cost;
}
