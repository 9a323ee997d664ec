import { type JsonValue, SensitiveDigest } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { AuditKeys } from '../domain/audit-keys.ts';

@Injectable()
export class KeyedDigest extends SensitiveDigest {
  constructor(private readonly keys: AuditKeys) {
    super();
  }

  override of(value: JsonValue, scope: string): string {
    return this.keys.digest(value, scope);
  }
}
