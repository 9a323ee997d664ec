import { AlertSink, type AuditEventType, AuditTrail, type ErrorCode, GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import type { SettingPlace } from '../../domain/setting.ts';

const FAILURES: Readonly<Record<string, AuditEventType>> = {
  BINDING_MISMATCH: 'setting_binding_mismatch',
  DECRYPTION_FAILED: 'setting_decryption_failed',
};

/** Tells of values that cannot be sealed or opened: counted, as an alert, and in the audit log. */
@Injectable()
export class SettingAlarm {
  constructor(
    private readonly trail: AuditTrail,
    private readonly alerts: AlertSink,
    private readonly metrics: SettingMetrics,
  ) {}

  notSealed(error: unknown): void {
    this.metrics.countCryptoFailure('encrypt', reasonOf(error));
    this.alerts.raiseAlone({
      kind: 'setting_encryption_failed',
      severity: 'critical',
      dedupeKey: 'setting_encryption_failed',
      summary: 'Settings cannot be encrypted',
    });
  }

  /** Resolves once the entry is written: it stays, whatever becomes of the change that needed the value. */
  async notOpened(error: unknown, { id, key, version }: SettingPlace): Promise<void> {
    const reason = reasonOf(error);
    const event = FAILURES[reason] ?? 'setting_decryption_failed';
    this.metrics.countCryptoFailure('decrypt', reason);
    this.alerts.raiseAlone({
      kind: event,
      severity: 'critical',
      dedupeKey: `${event}:${id}:${version}`,
      summary: `The stored value of the setting ${key} (version ${version}) could not be authenticated`,
      details: { id, key, version, reason },
    });
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

function reasonOf(error: unknown): ErrorCode {
  return error instanceof GatehouseError ? error.code : 'INTERNAL';
}
