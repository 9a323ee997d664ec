import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A code block of Markdown with a file name behind its language. */
const NAMED_BLOCK = /^```\w+ (\S+\.\w+)\n(.*?)^```$/gms;

/** The examples of a page of documentation, by their file names. */
export function examplesOf(page: string): ReadonlyMap<string, string> {
  const blocks = [...readFileSync(page, 'utf8').matchAll(NAMED_BLOCK)];
  return new Map(blocks.map(([, name = '', code = '']) => [name, code]));
}

/** A folder in which the examples can run: a reader's own project, with the packages that they import. */
export function writeProject(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-examples-'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'tmp'));
  for (const [name, code] of files) writeFileSync(join(folder, name), code);
  return folder;
}
