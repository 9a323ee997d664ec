// Brings messages.ru.xlf up to what the console says now: `node scripts/locale/merge-messages.mjs`.
// A translation is kept by its id, or by its English words when only their place changed. What is new is written
// without a target: the build refuses it until somebody has written the Russian.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const TRANSLATED = join(ROOT, 'apps/admin/src/locale/messages.ru.xlf');

/** @typedef {{ id: string, source: string, target: string | undefined, note: string | undefined }} Unit */

/** @param {string} xlf @returns {Unit[]} */
export function unitsOf(xlf) {
  return [...xlf.matchAll(/<trans-unit id="([^"]+)"[^>]*>([\s\S]*?)<\/trans-unit>/g)].map(([, id = '', body = '']) => ({
    id,
    source: /<source>([\s\S]*?)<\/source>/.exec(body)?.[1] ?? '',
    target: /<target[^>]*>([\s\S]*?)<\/target>/.exec(body)?.[1],
    note: /<note [^>]*from="(?:description|meaning)">([\s\S]*?)<\/note>/.exec(body)?.[1],
  }));
}

/** The words of a message without its white space and without where its placeholders came from. @param {string} source */
export function wordsOf(source) {
  return source
    .replaceAll(/<x id="([^"]+)"[^>]*\/>/g, '{$1}')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** @param {readonly Unit[]} extracted @param {readonly Unit[]} translated @returns {Unit[]} */
export function merge(extracted, translated) {
  const byId = new Map(translated.map((unit) => [unit.id, unit.target]));
  const byWords = new Map(translated.map((unit) => [wordsOf(unit.source), unit.target]));
  return extracted
    .map((unit) => ({ ...unit, target: byId.get(unit.id) ?? byWords.get(wordsOf(unit.source)) }))
    .sort((a, b) => (wordsOf(a.source) < wordsOf(b.source) ? -1 : 1));
}

/** @param {readonly Unit[]} units */
export function toXlf(units) {
  const bodies = units.map(({ id, source, target, note }) =>
    [
      `      <trans-unit id="${id}" datatype="html">`,
      `        <source>${source}</source>`,
      ...(target === undefined ? [] : [`        <target>${target}</target>`]),
      ...(note === undefined ? [] : [`        <note priority="1" from="meaning">${note}</note>`]),
      '      </trans-unit>',
    ].join('\n'),
  );
  return `<?xml version="1.0" encoding="UTF-8" ?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file source-language="en" target-language="ru" datatype="plaintext" original="ng2.template">
    <body>
${bodies.join('\n')}
    </body>
  </file>
</xliff>
`;
}

if (import.meta.main) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-messages-'));
  try {
    const args = ['extract-i18n', 'admin', '--output-path', folder, '--format', 'xlf', '--no-progress'];
    const ng = spawnSync(join(ROOT, 'node_modules/.bin/ng'), args, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (ng.status !== 0) throw new Error('The messages could not be extracted');
    const extracted = unitsOf(readFileSync(join(folder, 'messages.xlf'), 'utf8'));
    const merged = merge(extracted, unitsOf(readFileSync(TRANSLATED, 'utf8')));
    writeFileSync(TRANSLATED, toXlf(merged));
    const untranslated = merged.filter((unit) => unit.target === undefined);
    for (const unit of untranslated) console.log(`to translate: ${wordsOf(unit.source)}`);
    console.log(`${merged.length} messages, ${untranslated.length} to translate`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
