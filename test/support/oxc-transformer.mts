import { join } from 'node:path';
import { TsconfigCache, transformSync } from 'rolldown/utils';

const TSCONFIG = join(import.meta.dirname, '../../tsconfig.base.json');
const cache = new TsconfigCache(TSCONFIG);

/** Transpiles for Jest with the compiler and the settings of the builds and of vitest. */
function process(source: string, path: string): { code: string; map: string } {
  const { code, map, errors } = transformSync(path, source, { tsconfig: TSCONFIG, sourcemap: true }, cache);
  if (errors.length > 0) throw new AggregateError(errors, `${path} does not compile:\n${errors.join('\n')}`);
  return { code, map: JSON.stringify(map) };
}

export default { process };
