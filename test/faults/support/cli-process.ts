import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { Gatehouse } from '@gatehouse/testing';

export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of the built cli, in a process of its own. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  /** How it ended, once it has. */
  ending(): Ending | undefined;
  /** Whether a session that Postgres shows with this `client_port` belongs to this process. */
  owns(clientPort: number): boolean;
  /** Ends it if it still runs, stopped or not, and its line to Postgres. */
  close(): void;
}

/**
 * Runs a command beside a running system. Its way to Postgres leads over a line of its own through this process, which
 * tells its sessions from those of all other processes on any operating system.
 */
export async function startCommand(
  gatehouse: Gatehouse,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliProcess> {
  const line = await startLine(Number(gatehouse.environment['DATABASE_PORT']));
  const child = spawn(process.execPath, ['apps/cli/dist/main.js', ...words], {
    env: { ...gatehouse.environment, ...environment, DATABASE_PORT: String(line.port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  let ending: Ending | undefined;
  const ended = once(child, 'close').then(([code]) => (ending = { code: code as number | null, ...output }));
  return {
    child,
    ended,
    ending: () => ending,
    owns: (clientPort) => line.upstreamPorts.has(clientPort),
    close: () => {
      child.kill('SIGKILL');
      line.server.close();
    },
  };
}

interface Line {
  readonly server: Server;
  readonly port: number;
  readonly upstreamPorts: ReadonlySet<number>;
}

async function startLine(upstreamPort: number): Promise<Line> {
  const upstreamPorts = new Set<number>();
  const server = createServer((near) => {
    const far = connect(upstreamPort, '127.0.0.1', () => {
      if (far.localPort !== undefined) upstreamPorts.add(far.localPort);
    });
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, upstreamPorts };
}
