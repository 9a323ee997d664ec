import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileCheckpointSink } from './file-checkpoint-sink.ts';

const note = (size: number) => `log.example/audit\n${size}\nAAAA\n\n— log.example/audit c2ln\n`;
let folder: string;
let sink: FileCheckpointSink;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-sink-'));
  sink = new FileCheckpointSink(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const logs = () => readdirSync(folder).filter((name) => name.startsWith('notes-'));
const logged = () =>
  logs()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');

describe('the folder of checkpoints', () => {
  it('collects each note once, with an empty line between, and shows the newest', async () => {
    for (const size of [1, 2, 2]) await sink.publish(note(size));
    expect(await sink.last()).toBe(note(2));
    expect(logged()).toBe(`${note(1)}\n${note(2)}\n`);
  });

  it('leaves nothing behind when a note cannot be collected, and shows the one before', async () => {
    await sink.publish(note(1));
    const [log = ''] = logs();
    rmSync(join(folder, log));
    mkdirSync(join(folder, log));
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(sink.publish(note(2))).rejects.toThrow();
    expect(readdirSync(folder).sort()).toEqual(['latest', log]);
    expect(await sink.last()).toBe(note(1));
  });

  it.each([1, 20, note(2).length - 1])(
    'keeps a note apart from one that was cut after %i characters',
    async (length) => {
      await sink.publish(note(1));
      const [log = ''] = logs();
      const cut = note(2).slice(0, length);
      writeFileSync(join(folder, log), cut, { flag: 'a' });
      await sink.publish(note(3));
      expect(logged()).toBe(`${note(1)}\n${cut}\n\n${note(3)}\n`);
    },
  );
});
