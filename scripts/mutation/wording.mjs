// A plugin for Stryker: how something is put to a person is no rule that a test should pin down.

/** Properties that hold words for people, by the name that they have everywhere; a code is one word, words are many. */
const WORDS = new Set(['detail', 'description', 'fault', 'reason', 'unit']);
const CLASS_NAME = /^[A-Z][A-Za-z]+$/;

/**
 * What is looked at of a node of Babel's.
 * @typedef {object} Node
 * @property {string} type
 * @property {unknown} [value] of a string
 * @property {readonly { value: { raw: string } }[]} [quasis] of a template
 * @property {{ type?: string, name?: string }} [callee]
 * @property {{ name?: string }} [key]
 */

/** @param {Node} node @param {Node | undefined} parent */
export function isWording(node, parent) {
  const text = textOf(node);
  if (text === undefined || !parent) return false;
  if (parent.type === 'ClassProperty') return parent.key?.name === 'name' && CLASS_NAME.test(text);
  if (parent.type === 'ObjectProperty') return WORDS.has(parent.key?.name ?? '') && /\s/.test(text);
  if (parent.type === 'NewExpression') return /Error$/.test(parent.callee?.name ?? '') && /\s/.test(text);
  // an error class that words its one message itself
  return parent.type === 'CallExpression' && parent.callee?.type === 'Super' && /\s/.test(text);
}

/** @param {Node} node */
function textOf({ type, value, quasis }) {
  if (type === 'StringLiteral') return String(value);
  return type === 'TemplateLiteral' ? quasis?.map((quasi) => quasi.value.raw).join('') : undefined;
}

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'wording',
    value: {
      /** @param {{ node: Node, parent?: Node }} path @returns {string | undefined} why its mutants do not count */
      shouldIgnore: ({ node, parent }) => (isWording(node, parent) ? 'wording' : undefined),
    },
  },
];
