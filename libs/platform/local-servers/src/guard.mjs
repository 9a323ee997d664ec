// Stands between a test run and one server: runs the server, and stops it when the run's end of the pipe closes.
// A pipe closes also when the run is killed, so nothing is ever left behind.
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

const { command, args, account, cwd, stopSignal, graceMs, log, remove, removeWhenAbandoned } = JSON.parse(
  process.argv[2] ?? '{}',
);
const output = log ? openSync(log, 'a', 0o600) : 'ignore';
const child = spawn(command, args, { ...account, cwd, stdio: ['ignore', output, output] });

/** @param {object} message */
const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
process.stdout.on('error', () => {}); // the run is gone; the stop below goes on

const gone = new Promise((resolve) => {
  child.once('error', (error) => resolve(tell({ failed: error.message })));
  child.once('exit', (code, signal) => resolve(tell({ exited: { code, signal } })));
});
if (child.pid) tell({ pid: child.pid });

let stopping = false;
let abandoned = true;
async function stop() {
  if (stopping) return;
  stopping = true;
  if (child.exitCode === null && child.signalCode === null) child.kill(stopSignal);
  const patience = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(patience);
  for (const path of [...remove, ...(abandoned ? removeWhenAbandoned : [])])
    rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  process.exit(0);
}
process.stdin.on('data', () => (abandoned = false));
process.stdin.once('end', stop).once('error', stop);
process.once('SIGTERM', stop).once('SIGINT', stop);
