import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from './describe-api.ts';

/** Writes `openapi.json` and the list of routes that need no token into a folder. Needs neither database nor settings. */
export async function writeOpenApi(folder: string): Promise<void> {
  const { openapi, routes } = await describeApi();
  const open = routes.filter((route) => route.access === 'public').map(({ method, path }) => `${method} ${path}`);
  writeFileSync(join(folder, 'openapi.json'), `${JSON.stringify(openapi, undefined, 2)}\n`);
  writeFileSync(join(folder, 'public-routes.json'), `${JSON.stringify(open.sort(), undefined, 2)}\n`);
}
