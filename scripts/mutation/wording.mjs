// A plugin for Stryker: how something is put to a person is no rule that a test should pin down.

/** Codes are rules, even when they are arguments of an error. */
const CODE = /^[A-Z0-9_]+$/;
/** Properties that hold words for people, by the name that they have everywhere. */
const WORDS = new Set(['detail', 'description', 'unit']);

/** @typedef {{ type: string, value?: unknown, callee?: { type?: string, name?: string }, key?: { name?: string } }} Node */

/** @param {Node} node @param {Node | undefined} parent */
export function isWording(node, parent) {
  const isText = node.type === 'TemplateLiteral' || (node.type === 'StringLiteral' && !CODE.test(String(node.value)));
  if (!isText) return false;
  if (parent?.type === 'ClassProperty')
    return parent.key?.name === 'name' && /(?:Error|Failure)$/.test(String(node.value));
  if (parent?.type === 'ObjectProperty') return WORDS.has(parent.key?.name ?? '');
  const callee = parent?.callee;
  // an error class that words its one message itself
  if (parent?.type === 'CallExpression') return callee?.type === 'Super' && /\s/.test(String(node.value));
  return parent?.type === 'NewExpression' && /Error$/.test(callee?.name ?? '');
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
