import { ENV_RULES, type EnvReader } from './env-readers.ts';
import { headOf } from './head-of-file.ts';
import type { LeftOut, WrittenFile, WrittenSetting } from './written-setting.ts';

/** A line for each setting, for one reader. What it cannot read back to the byte is left out, and named at the head. */
export function writeEnvFile(settings: readonly WrittenSetting[], reader: EnvReader): WrittenFile {
  const { readBy, faultOfName, write } = ENV_RULES[reader];
  const leftOut: LeftOut[] = [];
  const lines: string[] = [];
  for (const { key, value } of settings) {
    const written = write(value.text);
    const reason = faultOfName(key) ?? (written === undefined ? `${reader} has no way to write this value` : undefined);
    if (reason === undefined) lines.push(`${key}=${written ?? ''}\n`);
    else leftOut.push({ key, reason });
  }
  return { text: headOf(`for ${readBy}`, leftOut) + lines.join(''), leftOut };
}
