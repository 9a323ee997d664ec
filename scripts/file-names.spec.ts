import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const KEBAB_CASE = /^[a-z\d]+(?:[-.][a-z\d]+)*\.[cm]?[jt]s$/;
/** Where files hold the classes that a module provides. */
const ROOM_OF_CLASSES = /^libs\/[^/]+\/src\/(?:use-cases|jobs|persistence|adapters)\//;
const FOR_TESTS = /(?:spec|\.fixture|\.contract)\.ts$/;
const CLASS = /^export (?:abstract )?class (\w+)(?: extends (\w+))?/gm;

/** `typeorm-user-repository.ts` → `TypeormUserRepository`, `setting.entity.ts` → `SettingEntity` */
const classNameOf = (file: string) =>
  basename(file, '.ts')
    .split(/[-.]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

function faultsOf(file: string, source: string): string[] {
  const classes = [...source.matchAll(CLASS)].map(([, name = '', parent = '']) => ({ name, parent }));
  const expected = classNameOf(file);
  const faults = KEBAB_CASE.test(basename(file)) ? [] : [`${file} is not in kebab-case`];
  if (!ROOM_OF_CLASSES.test(file) || FOR_TESTS.test(file) || classes.length === 0) return faults;
  if (!classes.some(({ name }) => name === expected)) faults.push(`${file} has no class ${expected}`);
  for (const { name, parent } of classes)
    if (parent.endsWith('Repository') && ![`Typeorm${parent}`, `Postgres${parent}`].includes(name))
      faults.push(`${name} in ${file} is not named after its technology and ${parent}`);
  return faults;
}

describe('file names', () => {
  it('are in kebab-case, and those of classes are named after them', async () => {
    const faults: string[] = [];
    let files = 0;
    for await (const file of glob('{libs,apps,scripts,test}/**/*.{ts,mts,mjs}', {
      cwd: ROOT,
      exclude: ['**/{node_modules,dist}/**'],
    })) {
      files += 1;
      faults.push(...faultsOf(file, readFileSync(join(ROOT, file), 'utf8')));
    }
    expect(files).toBeGreaterThan(500);
    expect(faults).toEqual([]);
  });

  it.each([
    ['libs/keys/src/domain/keyRing.ts', ''],
    ['libs/keys/src/domain/key_ring.ts', ''],
    ['libs/keys/src/use-cases/rotate-keys.ts', 'export class KeyRotation {}'],
    ['libs/keys/src/jobs/purge.job.ts', 'export class Purge extends JobHandler {}'],
    ['libs/keys/src/persistence/key-repository-pg.ts', 'export class KeyRepositoryPg extends KeyRepository {}'],
    ['libs/keys/src/persistence/postgres-keys.ts', 'export class PostgresKeys extends KeyRepository {}'],
  ])('are refused: %s with %j', (file, source) => {
    expect(faultsOf(file, source)).toHaveLength(1);
  });

  it.each([
    ['libs/keys/src/use-cases/rotate-keys.ts', 'export class RotateKeys {}'],
    ['libs/keys/src/persistence/key.entity.ts', 'export class KeyEntity {}\nexport class KeyUseEntity {}'],
    [
      'libs/keys/src/persistence/postgres-key-repository.ts',
      'export class PostgresKeyRepository extends KeyRepository {}',
    ],
    ['libs/keys/src/adapters/create-signer.ts', 'export function createSigner() {}'],
    ['libs/keys/src/domain/keys.ts', 'export class Key {}'],
  ])('may be %s with %j', (file, source) => {
    expect(faultsOf(file, source)).toEqual([]);
  });
});
