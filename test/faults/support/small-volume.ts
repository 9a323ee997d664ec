import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Unmounts when its input closes: also when the test process was killed. */
const MOUNTED_UNTIL_TOLD = `
  mount -t tmpfs -o size="$2",mode=0711 gatehouse-test "$1" || exit 1
  echo mounted; cat > /dev/null; umount -l "$1"`;
const CHUNK = Buffer.alloc(64 * 1024, 1);

/** A disk of a few megabytes that can be filled to its last byte. */
export class SmallVolume {
  private readonly ballast: string;

  private constructor(
    readonly folder: string,
    private readonly keeper: ChildProcess,
  ) {
    this.ballast = join(folder, 'ballast');
  }

  /** @returns `undefined` where this account may not mount anything */
  static async mount(size: `${number}m`): Promise<SmallVolume | undefined> {
    if (process.platform !== 'linux') return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-volume-'));
    const keeper = spawn('/bin/sh', ['-c', MOUNTED_UNTIL_TOLD, 'sh', folder, size], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [told] = (await Promise.race([once(keeper.stdout, 'data'), once(keeper, 'exit')])) as [unknown];
    if (Buffer.isBuffer(told)) return new SmallVolume(folder, keeper);
    rmdirSync(folder);
    return undefined;
  }

  /** Takes all room that is left. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (let length = CHUNK.length; length > 0;) length = takeSome(file, length) ? length : length >> 1;
    } finally {
      closeSync(file);
    }
  }

  /** Gives the room back. */
  relieve(): void {
    if (existsSync(this.ballast)) rmSync(this.ballast);
  }

  async unmount(): Promise<void> {
    this.keeper.stdin?.end();
    if (this.keeper.exitCode === null) await once(this.keeper, 'exit');
    rmdirSync(this.folder);
  }
}

function takeSome(file: number, length: number): boolean {
  try {
    return writeSync(file, CHUNK, 0, length) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
