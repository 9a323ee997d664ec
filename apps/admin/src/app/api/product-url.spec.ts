import { describe, expect, it } from 'vitest';
import { productUrlOf } from './product-url.ts';

describe('the address of the product', () => {
  it.each([
    ['http://127.0.0.1:4200/', 'en', 'http://127.0.0.1:4200'],
    ['http://127.0.0.1:4200/ru/', 'ru', 'http://127.0.0.1:4200'],
    ['https://ops.example/gatehouse/', 'en-US', 'https://ops.example/gatehouse'],
    ['https://ops.example/gatehouse/ru/', 'ru', 'https://ops.example/gatehouse'],
    ['https://ops.example/ru/', 'en', 'https://ops.example/ru'],
    ['https://ops.example/ru/ru/', 'ru', 'https://ops.example/ru'],
  ])('is for a page with the base %s in %s: %s', (baseUri, locale, expected) => {
    expect(productUrlOf(baseUri, locale)).toBe(expected);
  });
});
