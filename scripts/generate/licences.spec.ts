import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAllowed, licenceReport } from './licences.mjs';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'gatehouse-licences-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function report(packages: object, files: Readonly<Record<string, string>> = {}): string {
  const all = { 'package-lock.json': JSON.stringify({ packages }), ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return licenceReport(root);
}

describe('the licence report', () => {
  it('tells what servers are installed with, what the console holds, and what is a tool', () => {
    const text = report(
      {
        '': {},
        'libs/keys': { version: '0.1.0' },
        'node_modules/@gatehouse/keys': { resolved: 'libs/keys', link: true },
        'node_modules/server': { version: '1.0.0', license: 'MIT' },
        'node_modules/shared': { version: '2.0.0', license: 'ISC' },
        'node_modules/ui': { version: '3.0.0', license: 'MIT', dev: true, dependencies: { shared: '2', part: '4' } },
        'node_modules/part': { version: '4.0.0', license: 'MIT', dev: true },
        'node_modules/ui/node_modules/part': { version: '4.1.0', license: 'MIT', dev: true },
        'node_modules/tool': { version: '5.0.0', license: 'MIT', dev: true },
      },
      { 'apps/admin/src/main.ts': "import { x } from 'ui/button';\nimport './own.ts';\n" },
    );
    const [, servers, inConsole, tools] = text.split(/^## .*$/m);
    expect(servers?.match(/^- .*$/gm)).toEqual(['- shared 2.0.0', '- server 1.0.0']);
    expect(inConsole?.match(/^- .*$/gm)).toEqual(['- shared 2.0.0', '- part 4.1.0', '- ui 3.0.0']);
    expect(tools?.match(/^- .*$/gm)).toEqual(['- part 4.0.0', '- tool 5.0.0']);
  });

  it.each([
    ['copyleft', { version: '1.0.0', license: 'GPL-3.0-only' }, 'one 1.0.0: GPL-3.0-only'],
    ['unknown', { version: '1.0.0' }, 'one 1.0.0: no licence stated'],
    ['for the customers of a vendor', { version: '1.0.0', license: 'SEE LICENSE IN EULA' }, 'SEE LICENSE IN EULA'],
  ])('refuses a licence that is %s', (_, entry, message) => {
    expect(() => report({ 'node_modules/one': entry })).toThrow(message);
  });

  it('finds what old packages state in their own way', () => {
    const manifest = JSON.stringify({ licenses: [{ type: 'MIT', url: 'https://example.org' }] });
    const text = report({ 'node_modules/old': { version: '1.0.0' } }, { 'node_modules/old/package.json': manifest });
    expect(text).toContain('### MIT (1)');
  });

  it('takes what a person read for the very version that was read, and for no other', () => {
    expect(report({ 'node_modules/pause': { version: '0.0.1' } })).toContain('### MIT (1)');
    expect(() => report({ 'node_modules/pause': { version: '0.0.2' } })).toThrow('pause 0.0.2: no licence stated');
  });

  it('takes the licence of a build that was not installed from the builds for other platforms, if they agree', () => {
    const known = { version: '1.0.0', license: 'MIT' };
    const packages = {
      'node_modules/@a/bin-linux-x64': known,
      'node_modules/@a/bin-darwin-arm64': { version: '1.0.0' },
    };
    expect(report(packages)).toContain('- @a/bin-darwin-arm64 1.0.0');
    const other = { version: '1.0.0', license: 'ISC' };
    expect(() => report({ ...packages, 'node_modules/@a/bin-win32-x64': other })).toThrow('no licence stated');
  });
});

describe('a licence', () => {
  const allowed = (licence: string, uses: readonly ('servers' | 'console' | 'tools')[] = ['servers'], name = 'one') =>
    isAllowed({ name, version: '1.0.0', licence, uses });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND ISC', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only AND MIT OR AGPL-3.0-only', false],
    ['(MIT OR GPL-3.0-only) AND (GPL-2.0-only OR AGPL-3.0-only)', false],
    ['LGPL-3.0-or-later', false],
    ['UNLICENSED', false],
  ])('%s is allowed: %s', (licence, expected) => {
    expect(allowed(licence)).toBe(expected);
  });

  it('with an exemption holds for the packages that it names, and for tools no longer when they are shipped', () => {
    expect(allowed('LGPL-3.0-or-later', ['servers'], '@img/sharp-libvips-linux-x64')).toBe(true);
    expect(allowed('GPL-3.0-only', ['servers'], '@img/sharp-libvips-linux-x64')).toBe(false);
    expect(allowed('MPL-2.0', ['tools'], 'axe-core')).toBe(true);
    expect(allowed('MPL-2.0', ['console'], 'axe-core')).toBe(false);
  });
});
