import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGatehouse, type Gatehouse } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from './support/session.ts';

const CLI_FOLDER = join(import.meta.dirname, '../../apps/cli');
const CLI = join(CLI_FOLDER, 'dist/main.js');
/** Every way out to the network ends the process. */
const NO_NETWORK = `data:text/javascript,${encodeURIComponent(`
  import net from 'node:net'; import dns from 'node:dns'; import dgram from 'node:dgram'; import { syncBuiltinESMExports } from 'node:module';
  const refuse = () => process.exit(99);
  net.Socket.prototype.connect = net.Server.prototype.listen = dgram.createSocket = refuse;
  for (const name of Object.keys(dns)) if (/^(lookup|resolve)/.test(name)) dns[name] = dns.promises[name] = refuse;
  syncBuiltinESMExports();`)}`;

jest.setTimeout(240_000); // each test starts a dozen processes
let gatehouse: Gatehouse;
let folder: string;
/** What an auditor gets: the bundle, the cli without the packages of the other commands, and the key by another way. */
let bundle: string;
let carriedCli: string;
let key: string;
beforeAll(async () => {
  gatehouse = await startGatehouse();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'));
  bundle = join(folder, 'audit.ndjson');
  mkdirSync(join(folder, 'empty'));
  carriedCli = join(folder, 'cli/dist/main.js');
  for (const part of ['package.json', 'dist'])
    cpSync(join(CLI_FOLDER, part), join(folder, 'cli', part), { recursive: true });
  for (let index = 0; index < 20; index += 1)
    await fetch(`${gatehouse.baseUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: `nobody${index}`, password: 'wrong' }),
    });
  const covered = async () => {
    const { rows } = await gatehouse.owner.query<{ size: string | null }>(
      'SELECT max(tree_size) AS size FROM audit_checkpoints',
    );
    return Number(rows[0]?.size ?? 0);
  };
  await until(covered, (size) => size > 5);
  key = command(['audit', 'keys']).stdout.trim();
});
afterAll(async () => {
  await gatehouse.stop();
  rmSync(folder, { recursive: true, force: true });
});

const command = (words: readonly string[]) =>
  spawnSync(process.execPath, [CLI, ...words], { encoding: 'utf8', env: gatehouse.environment });
/** No environment, no home, an empty folder, no package, no right to write or to start anything, and no network. */
const offline = (words: readonly string[]) =>
  spawnSync(
    process.execPath,
    [
      '--no-warnings',
      '--permission',
      '--allow-fs-read=*',
      '--import',
      NO_NETWORK,
      carriedCli,
      'audit',
      'verify-bundle',
      ...words,
    ],
    { encoding: 'utf8', env: {}, cwd: join(folder, 'empty') },
  );

describe('a bundle of a running system', () => {
  it('is exported, and verified by who has nothing but the file and the key', () => {
    const exported = command(['audit', 'bundle', '--out', bundle]);
    expect([exported.status, exported.stderr]).toEqual([0, '']);
    const { entries } = JSON.parse(exported.stdout) as { entries: number };
    expect(statSync(bundle).mode & 0o777).toBe(0o600);
    const keyFile = join(folder, 'keys.txt');
    writeFileSync(keyFile, `${key}\n`);
    for (const word of [key, keyFile]) {
      const { status, stdout, stderr } = offline([bundle, '--public-key', word]);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(
        /^VALID: \d+ entries of gatehouse\.local\/audit, leaves 0 to \d+\.\nThey are included in checkpoint/,
      );
      expect(stdout).toContain(`VALID: ${entries} entries`);
    }
    const report = offline([bundle, '--public-key', key, '--json']);
    expect(JSON.parse(report.stdout)).toMatchObject({ verdict: 'VALID', entries });
  });

  it('is not written over a file, and recorded', async () => {
    const before = readFileSync(bundle);
    expect(command(['audit', 'bundle', '--out', bundle]).status).toBe(73);
    expect(readFileSync(bundle).equals(before)).toBe(true);
    const { rows } = await gatehouse.owner.query(`SELECT action FROM audit_logs WHERE event_type = 'audit_exported'`);
    expect(rows).toEqual([{ action: 'bundle' }]);
    expect(command(['audit', 'bundle', '--leaves', '0-3', '--from', '2026-01-01T00:00:00Z', '--out', 'x']).status).toBe(
      64,
    );
    expect(command(['audit', 'bundle']).status).toBe(64);
    const none = command(['audit', 'bundle', '--to', '2001-01-01T00:00:00Z', '--out', join(folder, 'none')]);
    expect([none.status, none.stderr]).toEqual([1, expect.stringContaining('not all of the requested ones')]);
  });

  it('is INVALID with the entry named, MALFORMED when cut off, and asks for what is missing', () => {
    const text = readFileSync(bundle, 'utf8');
    const tampered = join(folder, 'tampered.ndjson');
    const lines = text.split('\n');
    const place = lines.findIndex((line) => line.includes('"index":3,'));
    const id = /\\"id\\":\\"(\d+)\\"/.exec(lines[place] ?? '')?.[1];
    writeFileSync(
      tampered,
      lines.with(place, (lines[place] ?? '').replace('timestamp\\":\\"20', 'timestamp\\":\\"19')).join('\n'),
    );
    const changed = offline([tampered, '--public-key', key]);
    expect([changed.status, changed.stdout]).toEqual([1, expect.stringContaining(`entry ${id}, leaf 3: its bytes`)]);
    writeFileSync(tampered, text.slice(0, -20));
    expect(offline([tampered, '--public-key', key])).toMatchObject({
      status: 65,
      stdout: expect.stringMatching(/^MALFORMED: [^]*truncated/) as unknown,
    });
    writeFileSync(tampered, text.replace('"origin":"', '"origin":"\\u001b[2J\u009b'));
    expect(offline([tampered, '--public-key', key]).stdout).not.toMatch(/[\u001b\u009b]/);
    expect(offline([bundle])).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('a source that the sender of the bundle does not control') as unknown,
    });
    expect(offline([bundle, '--public-key', key.replace('+', '+0')]).status).not.toBe(0);
    expect(offline([bundle, '--public-key', bundle]).status).toBe(64);
    expect(offline([join(folder, 'no such file'), '--public-key', key]).status).toBe(66);
    expect(offline([bundle, '--public-key', key, '--trust-me']).status).toBe(64);
  });

  it('is checked where the network is truly out of reach', () => {
    const connect = `import { connect } from 'node:net'; connect(80, '127.0.0.1').on('error', () => process.exit(3))`;
    const control = spawnSync(process.execPath, ['--import', NO_NETWORK, '--input-type=module', '-e', connect], {
      env: {},
    });
    expect(control.status).toBe(99);
  });
});

describe('retention and legal holds of a running system', () => {
  it('are commands', () => {
    expect(JSON.parse(command(['audit', 'retention', '--dry-run']).stdout)).toEqual({
      retentionDays: 2557,
      dropped: [],
      kept: [],
    });
    expect(command(['audit', 'retention', '--force']).status).toBe(64);
    const hold = ['--month', '2019-03', '--reason', 'case 17'];
    expect(command(['audit', 'hold', 'add', ...hold])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('on hold') as unknown,
    });
    expect(command(['audit', 'hold', 'add', ...hold])).toMatchObject({
      status: 1,
      stderr: 'The month 2019-03 is already on hold.\n',
    });
    expect(JSON.parse(command(['audit', 'hold', 'list']).stdout)).toMatchObject([
      { month: '2019-03', reason: 'case 17' },
    ]);
    expect(command(['audit', 'hold', 'release', ...hold]).status).toBe(0);
    expect(command(['audit', 'hold', 'release', ...hold]).status).toBe(1);
    expect(command(['audit', 'hold', 'add', '--month', '2019-13', '--reason', 'x']).status).toBe(64);
    expect(command(['audit', 'hold', 'add', '--month', '2019-12']).status).toBe(64);
  });
});
