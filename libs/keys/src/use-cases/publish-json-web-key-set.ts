import { sha256 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { PublishedKeys } from '../domain/published-keys.ts';

export interface PublishedDocument {
  readonly body: Buffer;
  /** A strong entity tag: equal keys give equal bytes on every replica. */
  readonly etag: string;
}

/** The JWKS document that other services verify our tokens with. */
@Injectable()
export class PublishJsonWebKeySet {
  constructor(private readonly keys: PublishedKeys) {}

  execute(): PublishedDocument {
    const body = Buffer.from(JSON.stringify(this.keys.published()));
    return { body, etag: `"${sha256(body).toString('base64url')}"` };
  }
}
