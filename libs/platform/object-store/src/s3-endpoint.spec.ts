import { describe, expect, it } from 'vitest';
import { parseS3Endpoint } from './s3-endpoint.ts';

describe('the address of an S3-compatible store', () => {
  const parse = (endpoint?: string) => parseS3Endpoint({ endpoint, region: 'eu-central-1' })?.href;

  it('is that of Amazon in the region, unless there is another one', () => {
    expect(parse()).toBe('https://s3.eu-central-1.amazonaws.com/');
    expect(parse('https://store.example:9000')).toBe('https://store.example:9000/');
  });

  it('may do without TLS on this host alone', () => {
    expect(parse('http://127.0.0.1:9000')).toBe('http://127.0.0.1:9000/');
    expect(parse('http://[::1]:9000')).toBe('http://[::1]:9000/');
    expect(parse('http://10.0.0.1:9000')).toBeUndefined();
  });

  it.each([
    'store',
    'ftp://store',
    'https://k:s@store',
    'https://store/bucket',
    'https://store/?x',
    'https://store/#x',
  ])('%j is refused', (text) => {
    expect(parse(text)).toBeUndefined();
  });
});
