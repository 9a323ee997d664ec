import { Injectable } from '@nestjs/common';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import type { SigningKey } from '../domain/signing-key.ts';

/** The timeline of the keys, newest first. */
@Injectable()
export class ListSigningKeys {
  constructor(private readonly keys: SigningKeyRepository) {}

  execute(): Promise<readonly SigningKey[]> {
    return this.keys.list();
  }
}
