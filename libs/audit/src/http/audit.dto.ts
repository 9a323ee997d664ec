import {
  AUDIT_CATEGORIES,
  type AuditCategory,
  type AuditEventType,
  type AuditStatus,
  type JsonObject,
} from '@gatehouse/contracts';
import { ApiProperty } from '@nestjs/swagger';
import type { AuditRecord } from '../domain/audit-record.ts';
import { FAULT_KINDS, type FaultKind, type FaultSubject } from '../domain/check-record.ts';
import type { OutsideState } from '../domain/outside-checkpoint.ts';
import type { VerificationReport } from '../use-cases/verify-audit-log.ts';
import { AUDIT_EVENT_TYPES, AUDIT_STATUSES } from './audit-query.dto.ts';

export class AuditEntryDto {
  @ApiProperty({ type: String, description: 'Decimal.' })
  id!: string;

  @ApiProperty({ enum: AUDIT_EVENT_TYPES })
  type!: AuditEventType;

  @ApiProperty({ enum: AUDIT_CATEGORIES })
  category!: AuditCategory;

  @ApiProperty({ type: String, format: 'date-time', description: 'UTC with microseconds.' })
  timestamp!: string;

  @ApiProperty({ type: String })
  action!: string;

  @ApiProperty({ enum: AUDIT_STATUSES })
  status!: AuditStatus;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true })
  userId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  actorRole!: string | null;

  @ApiProperty({ type: String, nullable: true })
  sessionId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  ipAddress!: string | null;

  @ApiProperty({ type: String, nullable: true })
  userAgent!: string | null;

  @ApiProperty({ type: String, nullable: true })
  resourceType!: string | null;

  @ApiProperty({ type: String, nullable: true })
  resourceId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  resourceVersion!: string | null;

  @ApiProperty({ type: Object, additionalProperties: true, nullable: true })
  details!: JsonObject | null;

  @ApiProperty({ type: String, nullable: true })
  requestId!: string | null;

  @ApiProperty({ type: String, description: 'Id of the key that signed the entry.' })
  keyId!: string;
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto] })
  items!: AuditEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class AuditFaultDto {
  @ApiProperty({ enum: FAULT_KINDS })
  kind!: FaultKind;

  @ApiProperty({
    enum: ['entry', 'checkpoint', 'external_checkpoint', 'leaf', 'node', 'month'] satisfies FaultSubject[],
  })
  subject!: FaultSubject;

  @ApiProperty({ type: String, description: 'Id of the entry, number of the checkpoint, or index of the leaf.' })
  id!: string;

  @ApiProperty({ type: String })
  detail!: string;
}

export class VerificationDto {
  @ApiProperty({ type: Boolean })
  valid!: boolean;

  @ApiProperty({ type: 'integer' })
  checked!: number;

  @ApiProperty({ type: [AuditFaultDto], description: 'The first thousand.' })
  faults!: AuditFaultDto[];

  @ApiProperty({ type: 'integer', description: 'All faults, also those that are not listed.' })
  faultCount!: number;

  @ApiProperty({ type: 'integer', description: 'Leaves in the tree.' })
  treeSize!: number;

  @ApiProperty({ type: 'integer', description: 'Number of the last checkpoint; 0 for none.' })
  checkpoint!: number;

  @ApiProperty({ type: 'integer', description: 'Entries that have no leaf yet.' })
  unsequenced!: number;

  @ApiProperty({
    enum: ['none', 'unreadable', 'acknowledged', 'compared'] satisfies OutsideState[],
    description: 'Whether the database was compared with a checkpoint outside of it.',
  })
  external!: OutsideState;
}

export function toVerification({ faults, ...report }: VerificationReport): VerificationDto {
  return { ...report, faults: [...faults] };
}

export function toAuditEntry(record: AuditRecord): AuditEntryDto {
  return {
    id: record.id,
    type: record.event_type,
    category: record.event_category,
    timestamp: record.timestamp,
    action: record.action,
    status: record.status,
    reason: record.reason,
    userId: record.user_id,
    actorRole: record.actor_role,
    sessionId: record.session_id,
    ipAddress: record.ip_address,
    userAgent: record.user_agent,
    resourceType: record.resource_type,
    resourceId: record.resource_id,
    resourceVersion: record.resource_version,
    details: record.details,
    requestId: record.request_id,
    keyId: record.key_id,
  };
}
