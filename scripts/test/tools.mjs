// What the tests need of the machine, beyond what npm brings: installed where we may, named in one line where not.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, findNginx, findRedis } from '@gatehouse/local-servers';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @type {readonly { packages: readonly string[], there: () => boolean, hint: string }[]} */
const TOOLS = [
  { packages: ['redis-server'], there: () => findRedis() !== undefined, hint: 'Redis (redis-server or valkey)' },
  {
    packages: ['chromium', 'fonts-dejavu-core'],
    there: () => BROWSERS.some((path) => existsSync(path)),
    hint: 'Chromium, for the browser tests',
  },
  {
    packages: ['python3-cryptography'],
    there: () => spawnSync('/usr/bin/python3', ['-c', 'import cryptography.fernet'], { stdio: 'ignore' }).status === 0,
    hint: 'python3-cryptography, which the Fernet tests compare with',
  },
  {
    packages: ['python3-jwt'],
    there: () => spawnSync('/usr/bin/python3', ['-c', 'import jwt'], { stdio: 'ignore' }).status === 0,
    hint: 'python3-jwt, with which the tests verify tokens as other services do',
  },
  {
    packages: ['nginx-light'],
    there: () => findNginx() !== undefined,
    hint: 'nginx, which asks Gatehouse about tokens in the tests',
  },
  {
    packages: ['ceph-mon', 'ceph-osd', 'radosgw'],
    there: () => ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph'].every((name) => existsSync(join('/usr/bin', name))),
    hint: 'Ceph, the S3 store with object lock that the tests keep checkpoints in',
  },
  {
    packages: ['rsyslog', 'rsyslog-gnutls'],
    there: () =>
      existsSync('/usr/sbin/rsyslogd') &&
      ['', ...readdirSync('/usr/lib')].some((folder) => existsSync(join('/usr/lib', folder, 'rsyslog/lmnsd_gtls.so'))),
    hint: 'rsyslog with TLS, to which the tests stream audit entries',
  },
  {
    packages: ['openssl'],
    there: () => spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0,
    hint: 'openssl, which makes the certificates of the tests',
  },
];

/** @returns {Promise<readonly string[]>} what is still missing, in words */
export async function prepareTools() {
  const missing = () => TOOLS.filter((tool) => !tool.there());
  const packages = missing().flatMap((tool) => [...tool.packages]);
  if (packages.length > 0) await aptInstall(packages);
  return missing().map(
    (tool) => `${tool.hint} is missing: install it, e.g. "sudo apt-get install ${tool.packages.join(' ')}"`,
  );
}

/** The environment of the tests: nothing of what configures a real Gatehouse may reach them. */
export function testEnvironment(environment = process.env) {
  const ours =
    /^(?:GATEHOUSE|DATABASE|POSTGRES|REDIS|API|WORKER|ADMIN|METRICS|JWT|AUDIT|UPLOAD|CORS|FIRST_ADMIN|TRUSTED)_|^ENVIRONMENT$/;
  const kept = Object.entries(environment).filter(([name]) => !ours.test(name) && name !== 'UPLOADS_DIR');
  const chromium = BROWSERS.find((path) => existsSync(path));
  return { ...Object.fromEntries(kept), ...(chromium && { CHROMIUM_PATH: chromium }) };
}
