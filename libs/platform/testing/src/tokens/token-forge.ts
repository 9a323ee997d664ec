import { type KeyObject, sign } from 'node:crypto';

/** What a forger has who got hold of everything: only so is a refusal due to what the token says, and to nothing else. */
export interface TokenForgeParts {
  readonly kid: string;
  /** The real private key, for ES256. */
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The claims of a good token that was issued just now. */
  readonly claims: () => Readonly<Record<string, unknown>>;
}

/** Makes tokens of any content, signed with the real key. */
export class TokenForge {
  readonly kid: string;
  readonly publicKey: KeyObject;
  #good: string | undefined;

  constructor(private readonly parts: TokenForgeParts) {
    this.kid = parts.kid;
    this.publicKey = parts.publicKey;
  }

  /** A token that must be accepted; always the same one. */
  get good(): string {
    return (this.#good ??= this.sign(this.header(), this.claims()));
  }

  /** Header, claims and signature of the good one, encoded. */
  get encoded(): readonly [header: string, claims: string, signature: string] {
    return this.good.split('.') as [string, string, string];
  }

  header(changes: object = {}): object {
    return { alg: 'ES256', typ: 'at+jwt', kid: this.kid, ...changes };
  }

  claims(changes: object = {}): Readonly<Record<string, unknown>> {
    return { ...this.parts.claims(), ...changes };
  }

  /** Whole seconds since 1970, by the clock of the claims. */
  get now(): number {
    return this.parts.claims()['iat'] as number;
  }

  /** Objects are written as JSON, texts as they are. */
  sign(header: object | string, claims: object | string, key: KeyObject = this.parts.privateKey): string {
    const signed = `${encode(header)}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The good token with these bytes for a signature. */
  withSignature(signature: Buffer): string {
    const [header, claims] = this.encoded;
    return `${header}.${claims}.${signature.toString('base64url')}`;
  }

  get signature(): Buffer {
    return Buffer.from(this.encoded[2], 'base64url');
  }
}

export function encode(value: object | string): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}
