import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const CROWD = 16;

/** Runs a process that stops in order, does what `script` says, and tells how it ended; `onReady` gets the line it says so by. */
async function run(
  script: string,
  onReady: (child: ChildProcess, line: string) => void = () => undefined,
): Promise<{ code: number | null; output: string }> {
  const program = `
    import { createServer } from 'node:http';
    import { stopInOrder } from ${JSON.stringify(join(import.meta.dirname, 'stop-process.ts'))};
    const server = createServer((request, response) => setTimeout(() => response.end('done'), 300)).listen(0, '127.0.0.1', async () => {
      stopInOrder([{ getHttpServer: () => server, close: () => new Promise((resolve) => server.close(() => { console.log('closed'); resolve(); })) }]);
      const url = 'http://127.0.0.1:' + server.address().port;
      ${script}
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (chunk.toString().includes('ready')) onReady(child, chunk.toString());
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

describe('stopInOrder', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 on %s, after the request that is under way and long before its connection would expire',
    async (signal) => {
      const startedAt = performance.now();
      const { code, output } = await run(
        `fetch(url).then((response) => response.text()).then((text) => console.log('answer', text)); setTimeout(() => console.log('ready'), 100);`,
        (child) => child.kill(signal),
      );
      expect(output).toContain('answer done');
      expect(output).toContain('closed');
      expect(code).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(4000);
    },
  );

  it('answers those who connected while it was too busy to accept them, and was told to stop meanwhile', async () => {
    const answers: Promise<string>[] = [];
    const { code } = await run(
      `console.log('ready', url); for (const end = Date.now() + 500; Date.now() < end; );`,
      (child, line) => {
        const url = line.trim().split(' ')[1] ?? '';
        const connected = Array.from({ length: CROWD }, () => {
          const request = get(url, { agent: false });
          answers.push(
            new Promise((resolve) => {
              request.once('response', (response) => {
                response.setEncoding('utf8').once('data', resolve);
              });
              request.once('error', (error) => resolve(error.message));
            }),
          );
          return new Promise((resolve) => request.once('socket', (socket) => socket.once('connect', resolve)));
        });
        void Promise.all(connected).then(() => child.kill('SIGTERM'));
      },
    );
    expect(await Promise.all(answers)).toEqual(Array.from({ length: CROWD }, () => 'done'));
    expect(code).toBe(0);
  });

  it.each([
    ['an error', `setTimeout(() => { throw new Error('nobody caught this'); }, 10);`],
    ['a rejection', `Promise.reject(new Error('nobody caught this'));`],
  ])('closes and ends with 1 after %s that nobody caught', async (_name, script) => {
    const { code, output } = await run(script);
    expect(output).toContain('nobody caught this');
    expect(output).toContain('closed');
    expect(code).toBe(1);
  });
});
