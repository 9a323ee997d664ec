import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bornAt, readPidFile, stopLeftovers, writePidFile } from './pid-files.mjs';
import { restartPause, Supervisor } from './processes.mjs';

let dir: string;
let told: string[];
let supervisor: Supervisor;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-processes-'));
  told = [];
  supervisor = new Supervisor({
    runDir: join(dir, 'run'),
    logsDir: join(dir, 'logs'),
    graceMs: 300,
    tell: (line) => told.push(line),
  });
});
afterEach(async () => {
  await supervisor.stop([['sleeper', 'second']]);
  rmSync(dir, { recursive: true });
});

const sleeper = (script = 'setInterval(() => {}, 1000)') => ({
  name: 'sleeper',
  command: process.execPath,
  args: ['-e', `console.log("up");${script}`],
});
const up = () =>
  expect.poll(() => existsSync(join(dir, 'logs/sleeper.log')) && readFileSync(join(dir, 'logs/sleeper.log'), 'utf8'));

describe('the supervisor', () => {
  it('starts a killed process again', async () => {
    const child = supervisor.start(sleeper());
    await up().toBe('up\n');
    const first = child.pid!;
    process.kill(first, 'SIGKILL');
    await up().toBe('up\nup\n');
    expect(child.pid).not.toBe(first);
    expect(told).toEqual(['sleeper ended (SIGKILL) and is started again']);
  });

  it('lets a process stop by itself, and starts it no more', async () => {
    supervisor.start(
      sleeper('process.on("SIGTERM", () => { console.log("bye"); process.exit(0) }); setInterval(() => {}, 1000)'),
    );
    await up().toBe('up\n');
    await supervisor.stop([['sleeper']]);
    expect(readFileSync(join(dir, 'logs/sleeper.log'), 'utf8')).toBe('up\nbye\n');
    expect([told, readPidFile(join(dir, 'run'), 'sleeper')]).toEqual([[], undefined]);
  });

  it('kills a process that does not stop, with what it started itself', async () => {
    const stubborn =
      'process.on("SIGTERM", () => {}); const c = require("child_process").spawn(process.execPath, ["-e", "process.on(\'SIGTERM\',()=>{});setInterval(()=>{},1000)"]); console.log(c.pid)';
    const child = supervisor.start(sleeper(stubborn));
    await up().toMatch(/^up\n\d+\n$/);
    const grandchild = Number(child.lastLines(1));
    await supervisor.stop([['sleeper']]);
    expect(told).toEqual(['sleeper did not stop in time and is killed']);
    await expect.poll(() => bornAt(grandchild)).toBeUndefined();
  });

  it('waits longer after each quick end, but never long', () => {
    expect([1, 2, 3, 20].map(restartPause)).toEqual([50, 100, 200, 5000]);
  });
});

describe('pid files', () => {
  it('let a later start stop what a killed supervisor left behind', async () => {
    const child = supervisor.start(sleeper());
    await up().toBe('up\n');
    child.stopping = true; // as if nobody watched any more
    expect(await stopLeftovers(join(dir, 'run'), [])).toEqual(['sleeper']);
    await expect.poll(() => child.pid).toBeUndefined();
    expect(await stopLeftovers(join(dir, 'run'), [])).toEqual([]);
  });

  it('never point at a stranger that has the same process id', () => {
    const run = join(dir, 'run');
    writePidFile(run, 'other', process.pid);
    const file = join(run, 'other.pid');
    expect(readPidFile(run, 'other')?.pid).toBe(process.pid);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\d+"/, '1"'));
    expect(readPidFile(run, 'other')).toBeUndefined();
  });

  it('are told from other files of their folder, which stay', async () => {
    const run = join(dir, 'run');
    writePidFile(run, 'other', process.pid);
    writeFileSync(join(run, 'ports.json'), '{}');
    writeFileSync(join(run, 'other.pid'), '{}');
    expect(await stopLeftovers(run, [])).toEqual([]);
    expect([existsSync(join(run, 'ports.json')), existsSync(join(run, 'other.pid'))]).toEqual([true, false]);
  });

  it('that hold half a line count as none', async () => {
    const run = join(dir, 'run');
    writePidFile(run, 'other', process.pid);
    writeFileSync(join(run, 'other.pid'), '{"pid":');
    expect(await stopLeftovers(run, [])).toEqual([]);
    expect(existsSync(join(run, 'other.pid'))).toBe(false);
  });
});
