import {
  AUDIT_CATEGORIES,
  type AuditCategory,
  type AuditEventType,
  type AuditStatus,
  type JsonObject,
} from '@gatehouse/contracts';
import { ApiProperty } from '@nestjs/swagger';
import type { AuditRecord } from '../domain/audit-record.ts';
import type { FaultKind } from '../domain/check-record.ts';
import type { CheckedEntry } from '../use-cases/read-audit-entry.ts';
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
  serviceAccountId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  partnerId!: string | null;

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

  @ApiProperty({ type: String, nullable: true })
  tenant!: string | null;

  @ApiProperty({ type: String, description: 'Id of the key that signed the entry.' })
  keyId!: string;
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto] })
  items!: AuditEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Towards newer entries; null on the first page.' })
  previousCursor!: string | null;
}

const SIGNATURE_STATES = ['valid', 'UNKNOWN_KEY', 'MAC', 'COLUMN_MISMATCH'] as const satisfies ('valid' | FaultKind)[];

export class SignatureStateDto {
  @ApiProperty({ enum: SIGNATURE_STATES, description: '`valid`, or what is wrong with the entry.' })
  state!: 'valid' | FaultKind;

  @ApiProperty({ type: String, nullable: true })
  detail!: string | null;
}

export class AuditEntryDetailDto extends AuditEntryDto {
  @ApiProperty({ type: SignatureStateDto })
  signatureState!: SignatureStateDto;

  @ApiProperty({ type: String, description: 'The bytes that were signed: RFC 8785 JSON.' })
  canonical!: string;

  @ApiProperty({ type: String, description: 'Hex HMAC-SHA256.' })
  signature!: string;
}

export class AuditFaultDto {
  @ApiProperty({ enum: ['UNKNOWN_KEY', 'MAC', 'COLUMN_MISMATCH'] satisfies FaultKind[] })
  kind!: FaultKind;

  @ApiProperty({ type: String, description: 'Id of the entry.' })
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
    serviceAccountId: record.service_account_id,
    partnerId: record.partner_id,
    actorRole: record.actor_role,
    sessionId: record.session_id,
    ipAddress: record.ip_address,
    userAgent: record.user_agent,
    resourceType: record.resource_type,
    resourceId: record.resource_id,
    resourceVersion: record.resource_version,
    details: record.details,
    requestId: record.request_id,
    tenant: record.tenant,
    keyId: record.key_id,
  };
}

/** A changed row is shown as it is stored: its columns need not be what the program once wrote. */
export function toEntryDetail({ row, signature }: CheckedEntry): AuditEntryDetailDto {
  const { details, canonical, signature: mac, ...columns } = row;
  const record = { ...columns, details: details === null ? null : (JSON.parse(details) as JsonObject) } as AuditRecord;
  return Object.assign(toAuditEntry(record), { signatureState: { ...signature }, canonical, signature: mac });
}
