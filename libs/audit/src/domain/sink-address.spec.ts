import { describe, expect, it } from 'vitest';
import { parseSinkAddress } from './sink-address.ts';

describe('the address of the second place', () => {
  it('has a prefix of 512 characters and no more', () => {
    expect(parseSinkAddress(`s3://bucket/${'x'.repeat(512)}`)).toMatchObject({ prefix: `${'x'.repeat(512)}/` });
    expect(parseSinkAddress(`s3://bucket/${'x'.repeat(513)}`)).toBeUndefined();
  });

  it.each([
    [undefined, { kind: 'none' }],
    ['file:///mnt/other%20volume/checkpoints', { kind: 'file', folder: '/mnt/other volume/checkpoints' }],
    ['https://keeper.example/log/secret', { kind: 'webhook', url: 'https://keeper.example/log/secret' }],
    ['s3://my.bucket-1', { kind: 's3', bucket: 'my.bucket-1', prefix: '' }],
    [`s3://b${'1'.repeat(61)}t/x`, { kind: 's3', bucket: `b${'1'.repeat(61)}t`, prefix: 'x/' }],
    ['s3://b-t', { kind: 's3', bucket: 'b-t', prefix: '' }],
    ['s3://bucket/a/b.c/-_9', { kind: 's3', bucket: 'bucket', prefix: 'a/b.c/-_9/' }],
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
    'https://u@keeper.example/',
    'https://:p@keeper.example/',
    'file:/mnt/x',
    'file:///mnt/100%',
    'file:///mnt/%ff',
    ' file:///mnt/x',
    'x s3://bucket/x',
    's3://bucket/x/.hidden',
    's3://bucket/.x/y',
    's3://-bucket/x',
    's3://bucket-/x',
    `s3://b${'1'.repeat(62)}t`,
    's3://bucketx y',
    's3://b',
    's3://Bucket/x',
    's3://key:secret@bucket/x',
    's3://bucket/../x',
    's3://bucket//x',
    's3://bucket/a b',
    's3://bucket/x?versionId=1',
  ])('%j is refused', (text) => {
    expect(parseSinkAddress(text)).toBeUndefined();
  });
});
