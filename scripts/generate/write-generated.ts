import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationReference, environmentExample } from '@gatehouse/config';
import { apiConfigSections } from '../../apps/api/src/config-sections.ts';
import { writeOpenApi } from '../../apps/api/src/write-openapi.ts';
import { cliConfigSections } from '../../apps/cli/src/config-sections.ts';
import { workerConfigSections } from '../../apps/worker/src/config-sections.ts';

/** Writes everything that follows from declarations below `root`, at the places where the repository keeps it. */
export async function writeGenerated(root: string): Promise<void> {
  for (const folder of ['reports', 'docs']) mkdirSync(join(root, folder), { recursive: true });
  await writeOpenApi(join(root, 'reports'));
  const sections = [...new Set([...apiConfigSections, ...workerConfigSections, ...cliConfigSections])];
  writeFileSync(join(root, 'docs/configuration.md'), configurationReference(sections));
  writeFileSync(join(root, '.env.example'), environmentExample(sections));
}
