import {
  AlertSink,
  type AuditEventType,
  AuditTrail,
  GatehouseError,
  type JsonValue,
  type SealedSecret,
  SecretBox,
} from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../domain/setting-metrics.ts';
import { bindingOf, type SettingType } from '../domain/setting.ts';

/** Which version of which setting a value belongs to. */
export interface SettingPlace {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly type: SettingType;
}

const FAILURES: Readonly<Record<string, AuditEventType>> = {
  BINDING_MISMATCH: 'setting_binding_mismatch',
  DECRYPTION_FAILED: 'setting_decryption_failed',
};

/** Seals and opens values of settings. A value that does not open was tampered with or lost, so that is told at once. */
@Injectable()
export class SettingVault {
  constructor(
    private readonly box: SecretBox,
    private readonly trail: AuditTrail,
    private readonly alerts: AlertSink,
    private readonly metrics: SettingMetrics,
  ) {}

  seal(value: JsonValue, place: SettingPlace): SealedSecret {
    try {
      return this.metrics.timeCrypto('encrypt', () => this.box.seal(value, bindingOf(place)));
    } catch (error) {
      this.metrics.countCryptoFailure('encrypt', reasonOf(error));
      this.alerts.raiseAlone({
        kind: 'setting_encryption_failed',
        severity: 'critical',
        dedupeKey: 'setting_encryption_failed',
        summary: 'Settings cannot be encrypted',
      });
      throw error;
    }
  }

  /** @throws BINDING_MISMATCH when the ciphertext belongs elsewhere, DECRYPTION_FAILED when it does not open at all */
  async open(sealed: SealedSecret, place: SettingPlace): Promise<JsonValue> {
    try {
      return this.metrics.timeCrypto('decrypt', () => this.box.open(sealed, bindingOf(place)));
    } catch (error) {
      await this.tell(error, place);
      throw error;
    }
  }

  private async tell(error: unknown, { id, key, version }: SettingPlace): Promise<void> {
    const reason = reasonOf(error);
    const event = FAILURES[reason] ?? 'setting_decryption_failed';
    this.metrics.countCryptoFailure('decrypt', reason);
    this.alerts.raiseAlone({
      kind: event,
      severity: 'critical',
      dedupeKey: `${event}:${id}:${version}`,
      summary: `The stored value of the setting ${key} (version ${version}) was refused`,
      details: { id, key, version, reason },
    });
    // alone: the transaction around, if any, is about to be rolled back
    await this.trail.recordAlone({
      type: event,
      action: 'open',
      status: 'failure',
      reason,
      resource: { type: 'setting', id, version: String(version) },
      details: { key },
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof GatehouseError ? error.code : 'INTERNAL';
}
