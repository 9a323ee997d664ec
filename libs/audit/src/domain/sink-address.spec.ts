import { describe, expect, it } from 'vitest';
import { parseSinkAddress } from './sink-address.ts';

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
