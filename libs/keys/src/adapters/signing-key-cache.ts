import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Clock, SecretBox } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { KeyMetrics } from '../domain/key-metrics.ts';
import { SPREAD_SECONDS } from '../domain/key-timeline.ts';
import { type JsonWebKeySet, jsonWebKeySet } from '../domain/json-web-key-set.ts';
import { PublishedKeys } from '../domain/published-keys.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import { privateKeyBinding, type SigningKey, verifies } from '../domain/signing-key.ts';

/** An unknown `kid` costs one look into Postgres; nobody can make it more than one in this time. */
const UNKNOWN_KID_COOLDOWN_MS = 30_000;

/** A key made ready: its `jwt` signs (the current key only) and verifies with nothing but this key and its own algorithm. */
export interface LoadedKey {
  readonly row: SigningKey;
  readonly jwt: JwtService;
  /** Whether its private part was opened. */
  readonly signs: boolean;
}

/** The published keys in memory, so that tokens are signed and checked without the database. */
@Injectable()
export class SigningKeyCache extends PublishedKeys {
  private readonly logger = new Logger(SigningKeyCache.name);
  private loaded: ReadonlyMap<string, LoadedKey> = new Map();
  /** Reads are numbered as they begin: rows of one take no place of those of a later one. */
  private lastBegun = 0;
  private lastTaken = 0;
  private loadedAt = Number.NEGATIVE_INFINITY;
  private lookedForUnknownAt = Number.NEGATIVE_INFINITY;
  private lookingForUnknown: Promise<void> | undefined;
  #generation = 0;

  constructor(
    private readonly keys: SigningKeyRepository,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
    private readonly metrics: KeyMetrics,
  ) {
    super();
  }

  /** Grows with every change of the set: what was concluded from older keys must be concluded again. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Reads the keys again, on the connection of the caller and behind nobody: tokens are signed within transactions, and
   * who holds a connection must not wait for a reload that waits for one.
   */
  async reload(): Promise<void> {
    const [number, askedAt] = [++this.lastBegun, this.clock.now()];
    const rows = await this.keys.findPublished();
    // a later read has everything that this one could be asked for
    if (number < this.lastTaken) return;
    this.lastTaken = number;
    this.take(rows, askedAt);
  }

  /** What a change in this process calls for: a failure leaves the old keys until the next look. */
  override async refresh(): Promise<void> {
    await this.reload().catch((error: unknown) =>
      this.logger.warn({ err: error }, 'The signing keys could not be reloaded'),
    );
  }

  /** The key to sign with. */
  current(): LoadedKey | undefined {
    return [...this.loaded.values()].find(({ row, signs }) => row.status === 'current' && signs);
  }

  /**
   * Like `current`, but never from keys that were read too long ago: a process that was paused over a rotation would sign
   * with a key that others are about to forget. Throws when the keys cannot be read.
   */
  async freshCurrent(): Promise<LoadedKey | undefined> {
    if (this.age(this.loadedAt) > SPREAD_SECONDS * 1000) await this.reload();
    return this.current();
  }

  find(kid: string): LoadedKey | undefined {
    const key = this.loaded.get(kid);
    return key && verifies(key.row, this.clock.now()) ? key : undefined;
  }

  /** Like `find`, but looks into Postgres when the key is unknown: another replica may just have made it. */
  async findOrReload(kid: string): Promise<LoadedKey | undefined> {
    const known = this.find(kid);
    if (known) return known;
    await this.lookForUnknown();
    return this.find(kid);
  }

  override published(): JsonWebKeySet {
    const now = this.clock.now();
    return jsonWebKeySet([...this.loaded.values()].map(({ row }) => row).filter((row) => verifies(row, now)));
  }

  private async lookForUnknown(): Promise<void> {
    if (this.lookingForUnknown) return this.lookingForUnknown;
    if (this.age(this.lookedForUnknownAt) < UNKNOWN_KID_COOLDOWN_MS) return;
    this.lookedForUnknownAt = this.clock.now().getTime();
    this.lookingForUnknown = this.reload()
      // Postgres unavailable: known tokens go on, unknown ones stay unknown
      .catch((error: unknown) => this.logger.warn({ err: error }, 'The signing keys could not be reloaded'))
      .finally(() => (this.lookingForUnknown = undefined));
    return this.lookingForUnknown;
  }

  /** In milliseconds. A moment that lies ahead is one of a clock that was set back since: nobody knows how old it is. */
  private age(moment: number): number {
    const age = this.clock.now().getTime() - moment;
    return age < 0 ? Number.POSITIVE_INFINITY : age;
  }

  private take(rows: readonly SigningKey[], askedAt: Date): void {
    this.loadedAt = askedAt.getTime();
    this.metrics.observeKeys(
      rows.filter((row) => verifies(row, askedAt)),
      askedAt,
    );
    const unchanged = rows.length === this.loaded.size && rows.every((row) => isSame(row, this.loaded.get(row.kid)));
    if (unchanged) return;
    const faults: unknown[] = [];
    this.loaded = new Map(rows.map((row) => [row.kid, this.makeReady(row, faults)]));
    this.#generation += 1;
    // told only now: a private part that does not open must not keep a revoked key in service
    if (faults.length > 0) throw faults[0];
  }

  private makeReady(row: SigningKey, faults: unknown[]): LoadedKey {
    const { algorithm, kid } = row;
    const privateKey = row.status === 'current' ? this.tryToOpen(row, faults) : undefined;
    const jwt = new JwtService({
      publicKey: createPublicKey(row.publicKey),
      verifyOptions: { algorithms: [algorithm] },
      ...(privateKey && { privateKey, signOptions: { algorithm, header: { alg: algorithm, typ: 'at+jwt', kid } } }),
    });
    return { row, jwt, signs: privateKey !== undefined };
  }

  private tryToOpen(row: SigningKey, faults: unknown[]): KeyObject | undefined {
    try {
      return this.openPrivateKey(row);
    } catch (error) {
      faults.push(error);
      return undefined;
    }
  }

  private openPrivateKey(row: SigningKey): KeyObject {
    if (!row.privateKey) throw new Error(`The signing key ${row.kid} has no private part.`);
    const pem = this.secretBox.open(row.privateKey, privateKeyBinding(row));
    if (typeof pem !== 'string') throw new Error(`The private part of the signing key ${row.kid} is not text.`);
    return createPrivateKey(pem);
  }
}

function isSame(row: SigningKey, before: LoadedKey | undefined): boolean {
  return (
    before?.row.status === row.status &&
    before.row.expiresAt?.getTime() === row.expiresAt?.getTime() &&
    before.signs === (row.status === 'current')
  );
}
