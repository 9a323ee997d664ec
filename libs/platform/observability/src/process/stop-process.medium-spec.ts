import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Runs a process that stops in order, does what `script` says, and tells how it ended. */
async function run(script: string, signal?: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
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
      if (signal && chunk.toString().includes('ready')) child.kill(signal);
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
        signal,
      );
      expect(output).toContain('answer done');
      expect(output).toContain('closed');
      expect(code).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(4000);
    },
  );

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
