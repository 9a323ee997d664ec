// Under which licences a package may come into the house. What is not named here is refused by `npm run generate`.

/** Licences that ask for their notice and no more. */
export const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
];

/**
 * @typedef {object} Exemption
 * @property {RegExp} packages
 * @property {string} licence exactly as the package states it
 * @property {boolean} [toolsOnly] refused again as soon as a server or the console ships it
 * @property {string} reason
 */

/** @type {readonly Exemption[]} Packages whose licence asks for more, each with the reason why that is met. */
export const EXEMPTIONS = [
  {
    packages: /^@img\/sharp-libvips-/,
    licence: 'LGPL-3.0-or-later',
    reason: 'libvips: a shared library in a package of its own, loaded dynamically, unchanged, and free to be replaced',
  },
  {
    packages: /^@img\/sharp-win32-/,
    licence: 'Apache-2.0 AND LGPL-3.0-or-later',
    reason: 'sharp with libvips as a DLL beside it, unchanged, and free to be replaced',
  },
  {
    packages: /^@img\/sharp-wasm32$/,
    licence: 'Apache-2.0 AND LGPL-3.0-or-later AND MIT',
    reason: 'only in the lockfile: npm installs it on no platform that Gatehouse runs on',
  },
  {
    packages: /^(?:axe-core|@axe-core\/playwright)$/,
    licence: 'MPL-2.0',
    toolsOnly: true,
    reason: 'a tool of the browser tests, unchanged',
  },
  {
    packages: /^lightningcss(?:-|$)/,
    licence: 'MPL-2.0',
    toolsOnly: true,
    reason: 'a tool of the build, unchanged; nothing of it is in what it makes',
  },
  {
    packages: /^caniuse-lite$/,
    licence: 'CC-BY-4.0',
    toolsOnly: true,
    reason: 'data that the build reads; nothing of them is in what it makes',
  },
];

/**
 * Packages that name no licence where npm looks for one, and what a person read elsewhere in that very version.
 * @type {Readonly<Record<string, string>>}
 */
export const READ_BY_A_PERSON = {
  // its Readme.md has the text of the MIT licence; passport needs it
  'pause 0.0.1': 'MIT',
};
