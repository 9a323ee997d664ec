import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 60_000;

/** Waits until something listens. @throws with the end of the log when the process ends first */
export async function listening(port: number, exited: Promise<unknown>, log: string): Promise<void> {
  const life = { ended: false };
  void exited.then(() => (life.ended = true));
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await accepts(port))) {
    if (life.ended || Date.now() > deadline)
      throw new Error(`nothing listens on port ${port}:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    await wait(20);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
