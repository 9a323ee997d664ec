import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HARD_VALUES } from '../../domain/transfer/hard-values.fixture.ts';
import { readEnvFile } from '../../domain/transfer/read-env-file.ts';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-export-'));
beforeAll(async () => {
  fixture = await createSettingsFixture();
  for (const [index, value] of HARD_VALUES.entries())
    await fixture.create.execute(`HARD_${index}`, content(value, { category: 'hard' }));
  await fixture.create.execute('smtp.host', content('mail.example', { category: 'dotted' }));
  await fixture.create.execute('smtp.port', content(587, { type: 'number', category: 'dotted', sensitive: false }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await fixture.close();
});
afterEach(() => fixture.trail.entries.splice(0));

const hard = Object.fromEntries(HARD_VALUES.map((value, index) => [`HARD_${index}`, value]));

/** The environment of a child of the shell that has read the file. */
function environmentAfter(shell: string, file: string): Record<string, string> {
  const path = join(folder, 'exported.env');
  writeFileSync(path, file);
  const output = execFileSync(shell, ['-c', 'set -a; . "$1"; set +a; exec env -0', shell, path], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pairs = output.toString().split('\0').filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

describe('an export', () => {
  it.each(['/bin/sh', '/bin/bash'])('for a shell is read by %s to the byte', async (shell) => {
    const { text, leftOut } = await fixture.export.execute({ format: 'env', reader: 'shell' }, ['hard']);
    expect(leftOut).toEqual([]);
    expect(environmentAfter(shell, text)).toMatchObject(hard);
  });

  it('for dotenv is read by dotenv to the byte, but for what it says is missing', async () => {
    const { text, leftOut } = await fixture.export.execute({ format: 'env', reader: 'dotenv' }, ['hard']);
    const missing = leftOut.map(({ key }) => key);
    expect(missing).toHaveLength(3);
    expect(parse(text)).toEqual(Object.fromEntries(Object.entries(hard).filter(([key]) => !missing.includes(key))));
  });

  it('is recorded once, with the keys and versions, and without values', async () => {
    await fixture.export.execute({ format: 'env', reader: 'shell' }, ['dotted']);
    expect(fixture.trail.entries).toEqual([
      {
        type: 'settings_exported',
        action: 'export',
        status: 'success',
        details: {
          ...{ format: 'env', reader: 'shell', categories: ['dotted'], count: 2, leftOut: 2 },
          settings: [
            { key: 'smtp.host', version: 1 },
            { key: 'smtp.port', version: 1 },
          ],
        },
      },
    ]);
  });

  it('gives nothing when it cannot be recorded', async () => {
    fixture.trail.failNext();
    await expect(fixture.export.execute({ format: 'json' })).rejects.toThrow('unavailable');
  });

  it('of no category has all settings, and deleted ones no more', async () => {
    await fixture.create.execute('gone', content('x', { category: 'dotted' }));
    await fixture.remove.execute('gone', 1);
    const { text } = await fixture.export.execute({ format: 'json' });
    const read = JSON.parse(text) as Record<string, unknown>;
    expect(read).toEqual({ ...hard, 'smtp.host': 'mail.example', 'smtp.port': 587 });
  });

  it('of a category that nothing is in is refused, and of one value that does not open as well', async () => {
    await expect(fixture.export.execute({ format: 'json' }, ['hrad'])).rejects.toMatchObject({
      code: 'SETTING_NOT_FOUND',
    });
    await fixture.create.execute('broken', content('x', { category: 'broken' }));
    await fixture.db.owner.query(`UPDATE secure_settings SET ciphertext = 'gA' WHERE key = 'broken'`);
    await expect(fixture.export.execute({ format: 'json' }, ['broken', 'dotted'])).rejects.toMatchObject({
      code: 'DECRYPTION_FAILED',
    });
    expect(fixture.trail.types).not.toContain('settings_exported');
  });

  it('of as much as an import takes is given', async () => {
    const text = Array.from({ length: 2000 }, (_, index) => `MUCH_${index}=${'x'.repeat(490)}`).join('\n');
    await fixture.import.execute(readEnvFile(text, 'dotenv'), 'much', false);
    const file = await fixture.export.execute({ format: 'env', reader: 'dotenv' }, ['much']);
    expect(parse(file.text)).toEqual(parse(text));
    expect(fixture.trail.entries.at(-1)?.details).toEqual({
      ...{ format: 'env', reader: 'dotenv', categories: ['much'], count: 2000 },
    });
    await fixture.create.execute('ONE_MORE', content('x', { category: 'much' }));
    await expect(fixture.export.execute({ format: 'json' }, ['much'])).rejects.toMatchObject({
      fields: [{ message: expect.stringContaining('2000 settings') as string }],
    });
  });

  it('of too much is refused, and not recorded', async () => {
    const half = 'x'.repeat(60_000);
    for (let index = 0; index < 20; index += 1)
      await fixture.create.execute(`large.${index}`, content(half, { category: 'large' }));
    await expect(fixture.export.execute({ format: 'json' }, ['large'])).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ pointer: '/category', message: expect.stringContaining('1 MiB') as string }],
    });
    expect(fixture.trail.types).not.toContain('settings_exported');
  });
});
