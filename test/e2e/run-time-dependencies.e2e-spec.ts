import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** Loaded by another package, by a name that no bundle shows. */
const LOADED_BY_OTHERS: Readonly<Record<string, string>> = {
  '@nestjs/platform-express': '@nestjs/core loads it as the default HTTP adapter',
  pg: 'typeorm loads the driver of the type of its data source',
  pino: 'nestjs-pino asks for it as a peer',
  'pino-http': 'nestjs-pino asks for it as a peer',
};

/** Imported when needed, by code that does without where it is not installed. */
const OPTIONAL: Readonly<Record<string, string>> = {
  'pino-pretty': 'log entries as lines for people, in development',
};

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const packageOf = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
const packagesIn = (names: readonly string[]) =>
  new Set(names.filter((name) => !name.startsWith('.') && !isBuiltin(name)).map(packageOf));

/** The packages that a bundle imports: those that it cannot start without, and all with those that it loads later. */
function importsOf(file: string) {
  const text = readFileSync(file, 'utf8');
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const atStart = statements
    .filter((node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    .flatMap(({ moduleSpecifier }) =>
      moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : [],
    );
  const all = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return { atStart: packagesIn(atStart), all: packagesIn(all) };
}

const bundles = globSync('apps/{api,worker,cli}/dist/*.js', { cwd: ROOT }).map((file) => importsOf(join(ROOT, file)));
const atStart = new Set(bundles.flatMap((bundle) => [...bundle.atStart]));
const all = new Set(bundles.flatMap((bundle) => [...bundle.all]));

describe('the dependencies of package.json', () => {
  it('hold every package that a built server imports', () => {
    expect(all).toContain('@nestjs/common');
    expect([...atStart].filter((name) => !(name in manifest.dependencies))).toEqual([]);
    expect([...all].filter((name) => !(name in manifest.dependencies) && !(name in OPTIONAL))).toEqual([]);
  });

  it('hold nothing that no server loads', () => {
    const loaded = (name: string) => all.has(name) || name in LOADED_BY_OTHERS;
    expect(Object.keys(manifest.dependencies).filter((name) => !loaded(name))).toEqual([]);
  });

  it('have no reason here that is out of date', () => {
    expect(Object.keys(LOADED_BY_OTHERS).filter((name) => !(name in manifest.dependencies) || all.has(name))).toEqual(
      [],
    );
    expect(Object.keys(OPTIONAL).filter((name) => !(name in manifest.devDependencies) || !all.has(name))).toEqual([]);
  });
});
