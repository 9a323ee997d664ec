import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** What a file loads as it starts, with everything that this loads in turn; a dynamic import comes later. */
function loadedBy(file: string, seen = new Map<string, readonly string[]>()): Map<string, readonly string[]> {
  if (seen.has(file)) return seen;
  const { statements } = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const names = statements
    .filter((node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    .flatMap(({ moduleSpecifier }) =>
      moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : [],
    );
  seen.set(file, names);
  for (const name of names) if (name.startsWith('.')) loadedBy(join(dirname(file), name), seen);
  return seen;
}

describe('npm start, npm test and npm run bench', () => {
  it.each(['start', 'test', 'bench'])('%s needs nothing but Node before the dependencies are installed', (command) => {
    const loaded = loadedBy(join(import.meta.dirname, `${command}.mjs`));
    expect([...loaded.keys()]).toContainEqual(expect.stringMatching(/run-command\.mjs$/));
    const foreign = [...loaded.values()].flat().filter((name) => !/^(?:node:|\.)/.test(name));
    expect(foreign).toEqual([]);
  });
});
