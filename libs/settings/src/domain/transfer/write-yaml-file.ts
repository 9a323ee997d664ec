import { sourceOf } from '../given-value.ts';
import { isTextType } from '../setting-type.ts';
import { headOf } from './head-of-file.ts';
import { readYamlFile } from './read-yaml-file.ts';
import type { LeftOut, WrittenFile, WrittenSetting } from './written-setting.ts';

/**
 * A mapping in YAML 1.2. Texts stand between double quotes. JSON is YAML too, if only in flow style where it runs over
 * several lines: then all of the file is. What YAML does not give back to the byte is left out, and named at the head.
 */
export function writeYamlFile(settings: readonly WrittenSetting[]): WrittenFile {
  const leftOut: LeftOut[] = [];
  const members: string[] = [];
  let isFlow = false;
  for (const { key, type, value } of settings) {
    const source = isTextType(type) ? quoted(value.text) : sourceOf(type, value);
    const member = `${quoted(key)}: ${source}`;
    if (isTextType(type) || comesBack(`${member}\n`, source)) members.push(member);
    else if (comesBack(`{\n${member}\n}\n`, source)) {
      isFlow = true;
      members.push(member);
    } else leftOut.push({ key, reason: 'YAML has no way to write this JSON' });
  }
  const head = headOf('in YAML 1.2', leftOut);
  if (members.length === 0) return { text: `${head}{}\n`, leftOut };
  const body = isFlow ? `{\n${members.join(',\n')}\n}\n` : `${members.join('\n')}\n`;
  return { text: head + body, leftOut };
}

/** What JSON lets stand in a string and YAML does not (YAML 1.2.2, 5.1), and line breaks of older versions. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const HAS_UNPRINTABLE = new RegExp(UNPRINTABLE.source);

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function comesBack(yaml: string, source: string): boolean {
  if (HAS_UNPRINTABLE.test(source)) return false;
  const { entries } = readYamlFile(yaml);
  const value = entries.length === 1 ? entries[0]?.value : undefined;
  return value !== undefined && value.kind !== 'untyped' && value.source === source;
}
