import { describe, expect, it } from 'vitest';
import { bearerToken } from './bearer-token.ts';

const request = (...values: string[]) => ({
  headers: values[0] === undefined ? {} : { authorization: values[0] },
  rawHeaders: values.flatMap((value) => ['Authorization', value]),
});

describe('bearerToken', () => {
  it('takes one token, whatever the case of the scheme', () => {
    expect(bearerToken(request('Bearer abc.def-_~+/='))).toBe('abc.def-_~+/=');
    expect(bearerToken(request('bearer abc'))).toBe('abc');
    expect(bearerToken(request('BEARER   abc'))).toBe('abc');
  });

  it('asks for a token when there is none', () => {
    expect(() => bearerToken(request())).toThrow(expect.objectContaining({ code: 'AUTHENTICATION_REQUIRED' }));
  });

  it.each([
    '',
    'abc',
    'Bearer',
    'Bearer ',
    'Bearer\tabc',
    'Bearer Bearer abc',
    '"Bearer abc"',
    'Bearer abc ',
    'Bearer a,b',
    'Basic abc',
    'Bearer abc def',
    `Bearer ${'a'.repeat(8193)}`,
  ])('refuses %.30j', (header) => {
    expect(() => bearerToken(request(header))).toThrow(expect.objectContaining({ code: 'TOKEN_INVALID' }));
  });

  // pasted into a page that adds the word itself, copied from JSON, sent by curl -u or without a scheme
  it.each(['Bearer Bearer abc', 'Bearer "abc"', 'Basic YTpi', 'abc', 'Token abc'])(
    'says how a token is sent, also to whoever sends %j',
    (header) => {
      expect(() => bearerToken(request(header))).toThrow(/"Authorization: Bearer TOKEN", without quotes/);
    },
  );

  it('refuses two headers, of which somebody else may have checked the other', () => {
    expect(() => bearerToken(request('Bearer a', 'Bearer b'))).toThrow(
      expect.objectContaining({ code: 'TOKEN_INVALID' }),
    );
  });
});
