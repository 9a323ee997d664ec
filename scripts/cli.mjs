// npm run cli -- COMMAND: an operator's command on the system that `npm start` runs, with its settings and secrets.
import { spawn } from 'node:child_process';
import { dependenciesAreFresh } from './bootstrap.mjs';

if (dependenciesAreFresh()) await runCommand(process.argv.slice(2));
else fail('The dependencies are missing or outdated. Install them and start the system first: npm start');

/** @param {readonly string[]} words */
async function runCommand(words) {
  const { commandPlan, migrationPlan } = await import('./start/plans.mjs');
  const { lastPorts, readSettings } = await import('./start/settings.mjs');
  const settings = readSettings(process.env);
  const ports = lastPorts(settings);
  if (!ports) return fail(`There is no running system in ${settings.stateDir}. Start it first: npm start`);
  // the schema's owner is known to the migration alone
  const plan = words.join(' ') === 'migrate' ? migrationPlan(settings, ports) : commandPlan(settings, ports, words);
  const { command, args, cwd, env } = plan;
  const child = spawn(command, args, { cwd, env: { PATH: process.env['PATH'], ...env }, stdio: 'inherit' });
  child.on('error', (error) => fail(`The command did not run: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal) fail(`The command was ended by ${signal}.`);
    else process.exitCode = code ?? 1;
  });
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
