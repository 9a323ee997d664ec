import { describe, expect, it } from 'vitest';
import { signAwsRequest } from './aws-signature-v4.ts';

// The examples of the Amazon S3 API reference, "Authenticating Requests: Using the Authorization Header"
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const scope = { region: 'us-east-1', service: 's3' };
const time = new Date('2013-05-24T00:00:00.000Z');
const HOST = 'https://examplebucket.s3.amazonaws.com';
const sign = (method: string, path: string, headers: Record<string, string> = {}, body = '') =>
  signAwsRequest({ method, url: new URL(path, HOST), headers, body }, credentials, scope, time);

describe('AWS Signature Version 4', () => {
  it('signs the published example of a GET of an object, and names all it signed', () => {
    expect(sign('GET', '/test.txt', { range: 'bytes=0-9' })).toEqual({
      range: 'bytes=0-9',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date': '20130524T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
        'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,' +
        'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    });
  });

  it.each([
    [
      'a PUT of an object, whose key is to be encoded',
      sign(
        'PUT',
        '/test$file.text',
        { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        'Welcome to Amazon S3.',
      ),
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'a GET with a parameter that has no value',
      sign('GET', '/?lifecycle'),
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'a list of objects',
      sign('GET', '/?prefix=J&max-keys=2'),
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('signs the published example of %s', (_what, { authorization }, signature) => {
    expect(authorization).toMatch(new RegExp(`,Signature=${signature}$`));
  });

  it('signs the port of the host, and the characters that URLs leave alone but AWS encodes', () => {
    const of = (url: string) =>
      signAwsRequest({ method: 'GET', url: new URL(url), headers: {}, body: '' }, credentials, scope, time)[
        'authorization'
      ];
    expect(of('https://store.example:9000/b')).not.toBe(of('https://store.example/b'));
    expect(of("https://store.example/b?prefix=a'(b)*")).toBe(of('https://store.example/b?prefix=a%27%28b%29%2A'));
  });
});
