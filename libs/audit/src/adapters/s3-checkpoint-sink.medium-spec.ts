import { S3Client, signAwsRequest } from '@gatehouse/object-store';
import { NO_CHECKPOINT } from '@gatehouse/audit-bundle';
import { createBucket } from '@gatehouse/object-store/testing';
import { type CephStore, startCephStore } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointKeys } from '../domain/checkpoint-keys.ts';
import { S3CheckpointSink, type S3SinkOptions } from './s3-checkpoint-sink.ts';

const keys = CheckpointKeys.parse('log.example/audit', 'a-secret-with-enough-entropy-in-it');
const note = (number: number, size: number, signer = keys) =>
  signer.sign({ size, number, root: Buffer.alloc(32, number), time: new Date(number * 1000), previous: NO_CHECKPOINT });
const REGION = 'us-east-1';
const DAY_MS = 86_400_000;

let store: CephStore;
let prefix = 0;
beforeAll(async () => {
  store = await startCephStore();
  await createBucket(store, 'locked', { objectLock: true });
  await createBucket(store, 'open');
});
afterAll(() => store.stop());
beforeEach(() => (prefix += 1));

/** A request of whoever has a key of the bucket. */
async function raw(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Response> {
  const url = new URL(path, store.endpoint);
  const signed = signAwsRequest({ method, url, headers, body }, store, { region: REGION, service: 's3' }, new Date());
  const response = await fetch(url, { method, headers: signed, ...(method === 'PUT' && { body }) });
  return response;
}

function sinkOf(options: Partial<S3SinkOptions & { secret: string; keys: CheckpointKeys }> = {}) {
  const { bucket = 'locked', secret = store.secretAccessKey } = options;
  const credentials = { accessKeyId: store.accessKeyId, secretAccessKey: secret };
  const client = new S3Client({ endpoint: new URL(store.endpoint), region: REGION, bucket, credentials });
  const place = { bucket, prefix: `log-${prefix}/`, lock: 'COMPLIANCE', lockDays: 2 } as const;
  const sink = new S3CheckpointSink({ ...place, ...options }, client, options.keys ?? keys);
  const names = async () => (await client.versions(`log-${prefix}/`)).versions.map(({ key }) => key);
  return { sink, client, names };
}

describe('checkpoints in a bucket with object lock', () => {
  it('are locked when they are published, each once, and the newest is found', async () => {
    const { sink, client } = sinkOf();
    expect(await sink.last()).toBeUndefined();
    for (const [number, size] of [
      [1, 9],
      [2, 10],
      [3, 1000],
      [4, 1000],
    ] as const) {
      await sink.publish(note(number, size));
      await sink.publish(note(number, size));
      expect(await sink.last()).toBe(note(number, size));
    }
    const { versions } = await client.versions(`log-${prefix}/`);
    expect(versions).toHaveLength(4);
    const [{ key, version } = { key: '', version: '' }] = versions;
    const { lock, lockedUntil } = await client.get(key, { version, limit: 65_536 });
    expect(lock).toBe('COMPLIANCE');
    expect(Math.abs((lockedUntil?.getTime() ?? 0) - Date.now() - 2 * DAY_MS)).toBeLessThan(60_000);
    const removal = await raw('DELETE', `/locked/${key}?versionId=${version}`);
    expect(removal.status).toBe(403);
  });

  it('are found when there are more than one answer lists', async () => {
    const { sink, names } = sinkOf();
    for (let number = 1; number <= 12; number += 1) await sink.publish(note(number, number));
    expect(await names()).toHaveLength(10);
    expect(await sink.last()).toBe(note(12, 12));
  });

  it('are found below a delete marker, and below what was put over them', async () => {
    const { sink, names } = sinkOf();
    await sink.publish(note(1, 1));
    await sink.publish(note(2, 2));
    const [newest = ''] = await names();
    await raw('PUT', `/locked/${newest}`, {}, note(1, 1));
    await raw('PUT', `/locked/${newest}`, {}, 'nothing');
    expect(await sink.last()).toBe(note(2, 2));
    await raw('DELETE', `/locked/${newest}`);
    expect((await raw('GET', `/locked/${newest}`)).status).toBe(404);
    expect(await sink.last()).toBe(note(2, 2));
    await sink.publish(note(3, 3));
    expect(await sink.last()).toBe(note(3, 3));
  });

  it('are not hidden by objects that somebody else puts before them, nor by an old one under a newer name', async () => {
    const { sink, names } = sinkOf();
    await sink.publish(note(1, 1));
    const [old = ''] = await names();
    await sink.publish(note(2, 2));
    const others = CheckpointKeys.parse('log.example/audit', 'another-secret-with-enough-entropy');
    await sinkOf({ keys: others, prefix: `log-${prefix}/!` }).sink.publish(note(7, 7, others));
    await raw('PUT', `/locked/${old.replace('/999999-', '/999990-')}`, {}, note(1, 1));
    for (let index = 0; index < 15; index += 1)
      await raw('PUT', `/locked/log-${prefix}/%20+%26${index}`, {}, note(1, 1));
    expect(await sink.last()).toBe(note(2, 2));
  });

  it('begin anew after an older database was acknowledged', async () => {
    const { sink } = sinkOf();
    await sink.publish(note(8, 100));
    await sink.publish(note(5, 60));
    expect(await sink.last()).toBe(note(5, 60));
    await sink.publish(note(6, 70));
    expect(await sink.last()).toBe(note(6, 70));
    await sink.publish(note(5, 65));
    expect(await sink.last()).toBe(note(5, 65));
  });

  it('are missed when the newest was taken away, where the lock allows it', async () => {
    const { sink, client } = sinkOf({ lock: 'GOVERNANCE' });
    await sink.publish(note(1, 1));
    await sink.publish(note(2, 2));
    const [{ key, version } = { key: '', version: '' }] = (await client.versions(`log-${prefix}/`)).versions;
    await raw('PUT', `/locked/${key}`, {}, 'something else');
    const bypass = { 'x-amz-bypass-governance-retention': 'true' };
    expect((await raw('DELETE', `/locked/${key}?versionId=${version}`, bypass)).status).toBe(204);
    await expect(sink.last()).rejects.toThrow('checkpoint 2 was removed or replaced');
  });

  it('are not published to a bucket without object lock', async () => {
    const { sink } = sinkOf({ bucket: 'open' });
    await expect(sink.publish(note(1, 1))).rejects.toThrow(/could not be written to s3:\/\/open\/log-\d+\//);
  });

  it('tell why they cannot be read or written, and no secret', async () => {
    const wrong = sinkOf({ secret: 'a-wrong-secret' }).sink;
    await expect(wrong.last()).rejects.toThrow('the store responded with 403 SignatureDoesNotMatch');
    await expect(wrong.publish(note(1, 1))).rejects.not.toThrow(/a-wrong-secret|GATEHOUSE/);
    await expect(sinkOf({ bucket: 'nowhere' }).sink.last()).rejects.toThrow(
      'the store responded with 404 NoSuchBucket',
    );
  });
});
