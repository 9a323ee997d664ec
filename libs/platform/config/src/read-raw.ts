import { readFileSync } from 'node:fs';
import { givenText } from './given-text.ts';
import { ConfigValueError, LIST, type SettingDeclaration } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const MAX_SECRET_FILE_BYTES = 1024 * 1024;
const LINE_END = /\r?\n$/;

/**
 * The text of a setting: the variable itself, or for a secret the file that `<NAME>_FILE` points to.
 * One trailing line break of a secret is cut, as editors, `docker secret create` and `echo … | base64` leave one; nothing else
 * of it is touched. A variable without a value is one that compose found nothing for: not set. Of a list, empty may also mean none.
 * @throws ConfigValueError for both forms at once, an unreadable or empty file, a byte order mark, or broken UTF-8
 */
export function readRaw(declaration: SettingDeclaration<unknown>, environment: Environment): string | undefined {
  const direct = environment[declaration.name];
  if (!declaration.secret) {
    const text = givenText(direct ?? '');
    if (text === '' && direct !== undefined && declaration.kind === LIST)
      throw new ConfigValueError('is set but empty; write [] for none, or remove it');
    return text === '' ? undefined : text;
  }
  const path = environment[`${declaration.name}_FILE`];
  if (path === undefined) {
    const secret = direct?.replace(LINE_END, '');
    if (secret === '') throw new ConfigValueError('is set but empty; remove it or give it a value');
    return secret;
  }
  if (direct !== undefined)
    throw new ConfigValueError(`is set twice: keep ${declaration.name} or ${declaration.name}_FILE, not both`);
  return readSecretFile(`${declaration.name}_FILE`, path);
}

function readSecretFile(variable: string, path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ConfigValueError(
      `${variable} points to a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    );
  }
  if (bytes.length > MAX_SECRET_FILE_BYTES)
    throw new ConfigValueError(`${variable} points to a file larger than 1 MiB`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ConfigValueError(`${variable} points to a file that is not UTF-8`);
  }
  if (text.startsWith('\uFEFF'))
    throw new ConfigValueError(`${variable} points to a file with a byte order mark; save it without one`);
  const cut = text.replace(LINE_END, '');
  if (cut === '') throw new ConfigValueError(`${variable} points to an empty file`);
  return cut;
}
