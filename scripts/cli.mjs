// npm run cli -- COMMAND: an operator's command on the system that `npm start` runs, with its settings and secrets.
import { spawn } from 'node:child_process';
import { commandPlan, migrationPlan } from './start/plans.mjs';
import { lastPorts, readSettings } from './start/settings.mjs';

const settings = readSettings(process.env);
const ports = lastPorts(settings);
if (!ports) {
  console.error(`There is no running system in ${settings.stateDir}. Start it first: npm start`);
  process.exit(1);
}
const words = process.argv.slice(2);
// the schema's owner is known to the migration alone
const plan = words.join(' ') === 'migrate' ? migrationPlan(settings, ports) : commandPlan(settings, ports, words);
const { command, args, cwd, env } = plan;
const child = spawn(command, args, { cwd, env: { PATH: process.env['PATH'], ...env }, stdio: 'inherit' });
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
