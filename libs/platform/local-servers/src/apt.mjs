import { spawn, spawnSync } from 'node:child_process';

/** Whether this machine lets us install system packages: Debian or Ubuntu, as root. */
export function mayInstall() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * @param {string[]} packages
 * @returns {Promise<boolean>} whether they are installed now; false where we may not install
 */
export async function aptInstall(packages) {
  if (!mayInstall()) return false;
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  // The lists may be missing (a fresh image has none) or too old to name what the mirror holds now.
  if ((await apt(install)) === 0) return true;
  return (await apt(['update'])) === 0 && (await apt(install)) === 0;
}

/** @param {string[]} args @returns {Promise<number | null>} */
function apt(args) {
  return new Promise((resolve) => {
    const options = ['-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
    const child = spawn('apt-get', [...options, ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: 'ignore',
    });
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
}
