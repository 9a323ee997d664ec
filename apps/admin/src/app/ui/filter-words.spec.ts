import { describe, expect, it } from 'vitest';
import { type Qualifier, qualifiedWord, suggest, unknownQualifier, wordsOf } from './filter-words.ts';

const QUALIFIERS: readonly Qualifier[] = [
  { name: 'category', meaning: 'Category', values: [{ value: 'mail' }, { value: 'Web shop' }] },
  { name: 'type', meaning: 'Type', values: [{ value: 'url', meaning: 'Address' }] },
  { name: 'tag', meaning: 'Tag' },
];
const texts = (typed: string, caret = typed.length) => suggest(typed, caret, QUALIFIERS).map(({ text }) => text);

describe('the words of a filter', () => {
  it('are kept together by quotes', () => {
    expect(wordsOf('smtp "two words" category:"Web shop",mail')).toEqual([
      'smtp',
      '"two words"',
      'category:"Web shop",mail',
    ]);
  });

  it.each([
    ['category:mail', { name: 'category', values: ['mail'] }],
    ['Category:mail,"Web shop"', { name: 'category', values: ['mail', 'Web shop'] }],
    ['category:"Web, shop', { name: 'category', values: ['Web, shop'] }],
    ['category:', { name: 'category', values: [] }],
    ['"category:mail"', undefined],
    ['https://example.com', undefined],
    ['fe::1', undefined],
    ['smtp', undefined],
  ])('%j is read', (word, read) => {
    expect(qualifiedWord(word)).toEqual(read);
  });

  it('with a qualifier that does not exist are told from others', () => {
    expect(unknownQualifier('smtp category:mail color:red', QUALIFIERS)).toBe('color');
    expect(unknownQualifier('smtp "color:red" https://x', QUALIFIERS)).toBeUndefined();
  });
});

describe('suggestions', () => {
  it('are qualifiers while one is named, with the words around it as they are', () => {
    expect(texts('smtp t')).toEqual(['smtp type:', 'smtp tag:']);
    expect(texts('t host', 1)).toEqual(['type: host', 'tag: host']);
    expect(texts('')).toEqual(['category:', 'type:', 'tag:']);
    expect(texts('smtp')).toEqual([]);
  });

  it('are values behind the colon, found by their meaning too, in quotes where they need them', () => {
    expect(texts('category:')).toEqual(['category:mail ', 'category:"Web shop" ']);
    expect(texts('category:"we')).toEqual(['category:"Web shop" ']);
    expect(texts('type:addr')).toEqual(['type:url ']);
    expect(texts('category:mail,w')).toEqual(['category:mail,"Web shop" ']);
    expect(texts('category:mail')).toEqual([]);
    expect(texts('tag:x')).toEqual([]);
  });

  it('put the cursor where typing goes on', () => {
    expect(suggest('ca', 2, QUALIFIERS)[0]).toMatchObject({ caret: 9, open: true });
    expect(suggest('category:m x', 10, QUALIFIERS)[0]).toMatchObject({
      text: 'category:mail x',
      caret: 13,
      open: false,
    });
  });
});
