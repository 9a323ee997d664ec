import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@gatehouse/local-servers';

export interface NpmStart {
  readonly npm: ChildProcess;
  /** Once it has said that everything runs. */
  readonly running: Promise<void>;
  readonly baseUrl: string;
  /** Everything printed so far. */
  output(): string;
  /** The exit code of npm, once it has ended. */
  readonly ended: Promise<number | null>;
}

const PORTS = [
  'API_PORT',
  'API_METRICS_PORT',
  'WORKER_PORT',
  'WORKER_METRICS_PORT',
  'ADMIN_PORT',
  'POSTGRES_PORT',
  'REDIS_PORT',
] as const;

export type Ports = Readonly<Record<(typeof PORTS)[number], string>>;

export async function freePorts(): Promise<Ports> {
  const chosen = PORTS.map(async (name) => [name, String(await freePort())] as const);
  return Object.fromEntries(await Promise.all(chosen)) as Ports;
}

/** `npm start` as a user runs it, on a state folder and ports of its own. */
export function npmStart(stateDir: string, ports: Ports): NpmStart {
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, ...ports, GATEHOUSE_STATE_DIR: stateDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(npm, 'exit').then(([code]) => code as number | null);
  let output = '';
  const running = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C stops everything')) resolve();
    };
    npm.stdout.on('data', read);
    npm.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return { npm, running, baseUrl: `http://127.0.0.1:${ports.API_PORT}`, output: () => output, ended };
}

/** The process ids that a running system has noted in its state folder. */
export function notedPids(stateDir: string): readonly string[] {
  const folder = join(stateDir, 'run');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.pid'));
}

/** Paths below `folder` that others than their owner may read, write or enter. Links have no mode of their own. */
export function openToOthers(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const stats = lstatSync(join(folder, path));
    return !stats.isSymbolicLink() && (stats.mode & 0o077) !== 0;
  });
}
