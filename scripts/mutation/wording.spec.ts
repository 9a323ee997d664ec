import { describe, expect, it } from 'vitest';
import { isWording } from './wording.mjs';

const text = (value: string) => ({ type: 'StringLiteral', value });
const template = (...raw: string[]) => ({
  type: 'TemplateLiteral',
  quasis: raw.map((one) => ({ value: { raw: one } })),
});
const made = (name: string) => ({ type: 'NewExpression', callee: { name } });
const property = (name: string) => ({ type: 'ObjectProperty', key: { name } });
const member = (name: string) => ({ type: 'ClassProperty', key: { name } });
const called = (type: string) => ({ type: 'CallExpression', callee: { type } });

describe('wording', () => {
  it.each([
    ['what an error says', text('Sign in again.'), made('GatehouseError')],
    ['what an error says of a value', template('Key ', ' has no id.'), made('KeyRingError')],
    ['what an error class says by itself', text('The token is not valid.'), called('Super')],
    ['the name of an error class, which only logs show', text('KeyRingError'), member('name')],
    ['the detail of a fault', text('it was changed'), property('detail')],
    ['the reason of a fault', template('the bundle claims ', ' entries'), property('reason')],
    ['a description', text('Passes over the memory.'), property('description')],
  ])('is %s', (_, node, parent) => {
    expect(isWording(node, parent)).toBe(true);
  });

  it.each([
    ['the code of an error', text('TOKEN_EXPIRED'), made('GatehouseError')],
    ['text for anything else that is made', text('Sign in again.'), made('Map')],
    ['text for a function', text('Sign in again.'), called('Identifier')],
    ['a code among words', text('scan_incomplete'), property('reason')],
    ['text of another property', text('it was changed'), property('kind')],
    ['the name of a scanner', text('yara-x'), member('name')],
    ['another member of a class', text('KeyRingError'), member('kind')],
    ['a number', { type: 'NumericLiteral', value: 1 }, made('GatehouseError')],
    ['text that stands alone', text('Sign in again.'), undefined],
  ])('is not %s', (_, node, parent) => {
    expect(isWording(node, parent)).toBe(false);
  });
});
