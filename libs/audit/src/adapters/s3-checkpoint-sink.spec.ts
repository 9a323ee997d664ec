import { type ObjectLock, S3Client } from '@gatehouse/object-store';
import { NO_CHECKPOINT } from '@gatehouse/audit-bundle';
import { describe, expect, it } from 'vitest';
import { CheckpointKeys } from '../domain/checkpoint-keys.ts';
import { S3CheckpointSink } from './s3-checkpoint-sink.ts';

const keys = CheckpointKeys.parse('log.example/audit', 'a-secret-with-enough-entropy-in-it');
const NOTE = keys.sign({ size: 1, number: 1, root: Buffer.alloc(32), time: new Date(0), previous: NO_CHECKPOINT });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

function sinkOn(send: typeof fetch, lock: ObjectLock = 'GOVERNANCE') {
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'hunter2' };
  const client = new S3Client({ endpoint: new URL('https://s.example'), region: 'r', bucket: 'b', credentials }, send);
  return new S3CheckpointSink({ bucket: 'b', prefix: 'p/', lock, lockDays: 30 }, client, keys);
}

/** A store that was empty, takes everything, and says of the lock what it likes. */
function storeWith(lock: Record<string, string>): typeof fetch {
  return (input, init) => {
    if (init?.method === 'PUT') return Promise.resolve(new Response('', { headers: { 'x-amz-version-id': 'v' } }));
    const isList = (input as URL).search.startsWith('?versions');
    return Promise.resolve(isList ? new Response('<ListVersionsResult/>') : new Response(NOTE, { headers: lock }));
  };
}
const lockOf = (mode: string, days: number) => ({
  'x-amz-object-lock-mode': mode,
  'x-amz-object-lock-retain-until-date': inDays(days),
});

describe('a checkpoint in S3', () => {
  it.each([
    ['GOVERNANCE', 'GOVERNANCE'],
    ['COMPLIANCE', 'COMPLIANCE'],
    ['GOVERNANCE', 'COMPLIANCE'],
  ] as const)('is published when it was to be locked by %s and is by %s', async (asked, is) => {
    await expect(sinkOn(storeWith(lockOf(is, 30.01)), asked).publish(NOTE)).resolves.toBeUndefined();
  });

  it.each([
    ['not at all', {}],
    ['in a weaker mode', lockOf('GOVERNANCE', 31)],
    ['for a shorter time', lockOf('COMPLIANCE', 29)],
    ['until nobody knows when', { 'x-amz-object-lock-mode': 'COMPLIANCE' }],
  ])('is not published when the store locks it %s', async (_how, lock) => {
    await expect(sinkOn(storeWith(lock), 'COMPLIANCE').publish(NOTE)).rejects.toThrow(
      'it does not lock what is written',
    );
  });

  it('that cannot be read or written says why', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    await expect(sinkOn(() => Promise.reject(refused)).last()).rejects.toThrow(
      'The last checkpoint cannot be read from s3://b/p/: it cannot be reached (ECONNREFUSED)',
    );
    const late = Object.assign(new Error('x'), { name: 'TimeoutError' });
    await expect(sinkOn(() => Promise.reject(late)).publish(NOTE)).rejects.toThrow('timed out waiting for a response');
  });

  it('is not called missing when only foreign objects are there', async () => {
    const list = '<ListVersionsResult><Version><Key>p/x</Key><VersionId>1</VersionId></Version></ListVersionsResult>';
    const sink = sinkOn(() => Promise.resolve(new Response(list)));
    await expect(sink.last()).rejects.toThrow('none of the 1 objects there is named by this log');
  });

  it('is not looked for without end', async () => {
    const list =
      '<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>p/x</NextKeyMarker></ListVersionsResult>';
    await expect(sinkOn(() => Promise.resolve(new Response(list))).last()).rejects.toThrow('too many objects');
  });
});
