import { describe, expect, it } from 'vitest';
import { parseS3Endpoint, parseSinkAddress } from './sink-address.ts';

describe('the address of the second place', () => {
  it.each([
    [undefined, { kind: 'none' }],
    ['file:///mnt/other%20volume/checkpoints', { kind: 'file', folder: '/mnt/other volume/checkpoints' }],
    ['https://keeper.example/log/secret', { kind: 'webhook', url: 'https://keeper.example/log/secret' }],
    ['s3://my.bucket-1', { kind: 's3', bucket: 'my.bucket-1', prefix: '' }],
    ['s3://bucket/', { kind: 's3', bucket: 'bucket', prefix: '' }],
    ['s3://bucket/gatehouse/log_1', { kind: 's3', bucket: 'bucket', prefix: 'gatehouse/log_1/' }],
    ['s3://bucket/gatehouse/', { kind: 's3', bucket: 'bucket', prefix: 'gatehouse/' }],
  ])('%s is understood', (text, address) => {
    expect(parseSinkAddress(text)).toEqual(address);
  });

  it.each([
    '',
    'checkpoints',
    '/mnt/x',
    'file://host/x',
    'file:///',
    'http://keeper.example/',
    'https://u:p@keeper.example/',
    's3://b',
    's3://Bucket/x',
    's3://key:secret@bucket/x',
    's3://bucket/../x',
    's3://bucket//x',
    's3://bucket/a b',
    's3://bucket/x?versionId=1',
    `s3://bucket/${'x'.repeat(513)}`,
  ])('%j is refused', (text) => {
    expect(parseSinkAddress(text)).toBeUndefined();
  });
});

describe('the address of an S3-compatible store', () => {
  const parse = (s3Endpoint?: string) => parseS3Endpoint({ s3Endpoint, s3Region: 'eu-central-1' })?.href;

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
