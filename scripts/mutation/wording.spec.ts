import { describe, expect, it } from 'vitest';
import { isWording } from './wording.mjs';

const thrown = { type: 'NewExpression', callee: { name: 'GatehouseError' } };
const text = (value: string) => ({ type: 'StringLiteral', value });

describe('wording', () => {
  it('is the text that an error is made with', () => {
    expect(isWording(text('Sign in again.'), thrown)).toBe(true);
    expect(isWording({ type: 'TemplateLiteral' }, thrown)).toBe(true);
    expect(isWording(text('Sign in again.'), { type: 'CallExpression', callee: { type: 'Super' } })).toBe(true);
    expect(isWording(text('kind'), { type: 'CallExpression', callee: { type: 'Super' } })).toBe(false);
  });

  it('is what a detail, a description and a unit say', () => {
    const property = (name: string) => ({ type: 'ObjectProperty', key: { name } });
    for (const name of ['detail', 'description', 'unit']) expect(isWording(text('changed'), property(name))).toBe(true);
    expect(isWording(text('changed'), property('kind'))).toBe(false);
  });

  it('is the name of an error class, which only logs show', () => {
    const property = (name: string) => ({ type: 'ClassProperty', key: { name } });
    expect(isWording(text('KeyRingError'), property('name'))).toBe(true);
    expect(isWording(text('KeyRing'), property('name'))).toBe(false);
    expect(isWording(text('KeyRingError'), property('kind'))).toBe(false);
  });

  it('is not the code of the error, a text elsewhere, or anything but text', () => {
    expect(isWording(text('TOKEN_EXPIRED'), thrown)).toBe(false);
    expect(isWording(text('Sign in again.'), { type: 'NewExpression', callee: { name: 'Map' } })).toBe(false);
    expect(isWording(text('Sign in again.'), { type: 'CallExpression', callee: { name: 'GatehouseError' } })).toBe(
      false,
    );
    expect(isWording({ type: 'NumericLiteral', value: 1 }, thrown)).toBe(false);
    expect(isWording(text('Sign in again.'), undefined)).toBe(false);
  });
});
