// A plugin for Stryker: how a message to a person is worded is no rule that a test should pin down.

/** Codes are rules, even when they are arguments of an error. */
const CODE = /^[A-Z0-9_]+$/;

/** @typedef {{ type: string, value?: unknown, callee?: { name?: string }, key?: { name?: string } }} Node */

/** @param {Node} node @param {Node | undefined} parent */
export function isWording(node, parent) {
  if (parent?.type === 'ClassProperty') return parent.key?.name === 'name' && String(node.value).endsWith('Error');
  const isText = node.type === 'TemplateLiteral' || (node.type === 'StringLiteral' && !CODE.test(String(node.value)));
  return isText && parent?.type === 'NewExpression' && /Error$/.test(parent.callee?.name ?? '');
}

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'wording',
    value: {
      /** @param {{ node: Node, parent?: Node }} path @returns {string | undefined} why its mutants do not count */
      shouldIgnore: ({ node, parent }) => (isWording(node, parent) ? 'the wording of an error message' : undefined),
    },
  },
];
