import { AuditTrail, SensitiveDigest } from '@gatehouse/contracts';
import { Global, Module } from '@nestjs/common';
import { KeyedDigest } from './adapters/keyed-digest.ts';
import { PostgresAuditTrail } from './adapters/postgres-audit-trail.ts';
import { auditMetricProviders, PrometheusAuditMetrics } from './adapters/prometheus-audit-metrics.ts';
import { type AuditConfig, auditConfig } from './audit.config.ts';
import { AuditKeys } from './domain/audit-keys.ts';
import { AuditLog } from './domain/audit-log.ts';
import { AuditMetrics } from './domain/audit-metrics.ts';
import { PostgresAuditLog } from './persistence/postgres-audit-log.ts';
import { VerifyAuditLog } from './use-cases/verify-audit-log.ts';

/** The audit log without its routes. Global, because every domain writes to the trail. */
@Global()
@Module({
  providers: [
    ...auditMetricProviders,
    {
      provide: AuditKeys,
      inject: [auditConfig.token],
      useFactory: (config: AuditConfig) => AuditKeys.parse(config.secretKey),
    },
    { provide: AuditMetrics, useClass: PrometheusAuditMetrics },
    { provide: AuditLog, useClass: PostgresAuditLog },
    { provide: AuditTrail, useClass: PostgresAuditTrail },
    { provide: SensitiveDigest, useClass: KeyedDigest },
    VerifyAuditLog,
  ],
  exports: [AuditKeys, AuditTrail, SensitiveDigest, VerifyAuditLog],
})
export class AuditWorkerModule {}
