import { sourceOf } from '../given-value.ts';
import type { WrittenFile, WrittenSetting } from './written-setting.ts';

/** One object with a member for each setting, its value written as it was given. JSON can say all of them. */
export function writeJsonFile(settings: readonly WrittenSetting[]): WrittenFile {
  const members = settings.map(({ key, type, value }) => `  ${JSON.stringify(key)}: ${sourceOf(type, value)}`);
  return { text: members.length === 0 ? '{}\n' : `{\n${members.join(',\n')}\n}\n`, leftOut: [] };
}
