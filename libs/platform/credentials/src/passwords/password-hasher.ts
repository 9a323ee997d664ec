import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { type CredentialsConfig, credentialsConfig } from '../credentials.config.ts';
import { normalizePassword } from './password-rules.ts';
import { WorkLimiter } from './work-limiter.ts';

const HASH_BYTES = 32;
const SALT_BYTES = 16;

export interface PasswordCheck {
  readonly valid: boolean;
  /** The hash was made with other parameters than those of today: store a new one while the password is at hand. */
  readonly needsRehash: boolean;
}

/**
 * Argon2id (RFC 9106). At most one hash per core is worked on and 32 wait: a flood of sign-ins is turned away with
 * `OVERLOADED` instead of taking the memory and the cores from everybody else.
 */
@Injectable()
export class PasswordHasher {
  private readonly limiter = new WorkLimiter({ concurrency: availableParallelism(), queue: 32, retryAfter: 2 });
  private readonly options;
  private readonly hashOfNobody: string;

  constructor(
    @Inject(credentialsConfig.token)
    config: Pick<CredentialsConfig, 'argon2MemoryKib' | 'argon2Iterations' | 'argon2Parallelism'>,
  ) {
    this.options = {
      type: argon2.argon2id,
      memoryCost: config.argon2MemoryKib,
      timeCost: config.argon2Iterations,
      parallelism: config.argon2Parallelism,
      hashLength: HASH_BYTES,
    } as const;
    this.hashOfNobody = unreachableHash(this.options);
  }

  /** @returns a PHC string with its own salt */
  hash(password: string): Promise<string> {
    return this.limiter.run(() => argon2.hash(normalizePassword(password), this.options));
  }

  /**
   * @param digest the stored hash, or `undefined` when there is no such account: then the same work is done for nothing, so
   * that the time of the answer does not tell which accounts exist
   */
  async verify(password: string, digest: string | undefined): Promise<PasswordCheck> {
    const target = digest ?? this.hashOfNobody;
    const matches = await this.limiter.run(() => argon2.verify(target, normalizePassword(password)));
    const valid = matches && digest !== undefined;
    return { valid, needsRehash: valid && argon2.needsRehash(target, this.options) };
  }
}

/** A well-formed hash of no known password. */
function unreachableHash(options: { memoryCost: number; timeCost: number; parallelism: number }): string {
  const base64 = (size: number) => randomBytes(size).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${options.memoryCost},t=${options.timeCost},p=${options.parallelism}$${base64(SALT_BYTES)}$${base64(HASH_BYTES)}`;
}
