import {
  AUDIT_CATEGORIES,
  type AuditCategory,
  type AuditEventType,
  type AuditRecord,
  type AuditStatus,
  type JsonObject,
} from '@gatehouse/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FAULT_KINDS, type FaultKind, type FaultSubject } from '../domain/check-record.ts';
import type { OutsideState } from '../domain/outside-checkpoint.ts';
import type { VerificationReport } from '../domain/verification-report.ts';
import type { CheckedEntry, InclusionState } from '../use-cases/search/read-audit-entry.ts';
import { MOST_ROUTINE } from '../use-cases/search/search-audit-log.ts';
import { AUDIT_EVENT_TYPES, AUDIT_STATUSES } from './audit-query.dto.ts';

export class AuditEntryDto {
  @ApiProperty({ type: String, description: 'Decimal string.' })
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

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A code such as `wrong_password`, or free text from an operator or scanner.',
  })
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

  @ApiProperty({ type: String, description: 'ID of the key that signed the entry.' })
  keyId!: string;
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto] })
  items!: AuditEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Cursor towards newer entries; null on the first page.' })
  previousCursor!: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    description: `With \`routine=false\`: how many entries were left out among these; ${MOST_ROUTINE} means that or more. Missing where it would take too long to count.`,
  })
  routineLeftOut?: number;
}

const SIGNATURE_STATES = ['valid', 'UNKNOWN_KEY', 'MAC', 'COLUMN_MISMATCH'] as const satisfies ('valid' | FaultKind)[];

export class SignatureStateDto {
  @ApiProperty({ enum: SIGNATURE_STATES, description: '`valid`, or the fault found in the entry.' })
  state!: 'valid' | FaultKind;

  @ApiProperty({ type: String, nullable: true })
  detail!: string | null;
}

export class InclusionProofDto {
  @ApiProperty({ type: 'integer', description: 'Zero-based.' })
  leafIndex!: number;

  @ApiProperty({ type: 'integer', description: 'Number of leaves in the tree signed by the checkpoint.' })
  treeSize!: number;

  @ApiProperty({ type: [String], description: 'Base64 of 32 bytes each, from the leaf up (RFC 9162, 2.1.3).' })
  hashes!: string[];

  @ApiProperty({ type: String, description: 'The signed note of the checkpoint (C2SP tlog-checkpoint).' })
  checkpoint!: string;
}

export class InclusionDto {
  @ApiProperty({
    enum: ['proven', 'pending', 'mismatch'] satisfies InclusionState[],
    description:
      '`pending`: no checkpoint covers the entry yet. `mismatch`: the tree contains something else in its place.',
  })
  state!: InclusionState;

  @ApiProperty({ type: InclusionProofDto, nullable: true })
  proof!: InclusionProofDto | null;
}

export class AuditEntryDetailDto extends AuditEntryDto {
  @ApiProperty({ type: SignatureStateDto })
  signatureState!: SignatureStateDto;

  @ApiProperty({ type: InclusionDto })
  inclusion!: InclusionDto;

  @ApiProperty({ type: String, description: 'The signed bytes: RFC 8785 canonical JSON.' })
  canonical!: string;

  @ApiProperty({ type: String, description: 'HMAC-SHA256, hex-encoded.' })
  signature!: string;
}

export class AuditFaultDto {
  @ApiProperty({ enum: FAULT_KINDS })
  kind!: FaultKind;

  @ApiProperty({
    enum: ['entry', 'checkpoint', 'external_checkpoint', 'leaf', 'node', 'month'] satisfies FaultSubject[],
  })
  subject!: FaultSubject;

  @ApiProperty({ type: String, description: 'Entry ID, checkpoint number or leaf index.' })
  id!: string;

  @ApiProperty({ type: String })
  detail!: string;
}

export class VerificationDto {
  @ApiProperty({ type: Boolean })
  valid!: boolean;

  @ApiProperty({ type: 'integer' })
  checked!: number;

  @ApiProperty({ type: [AuditFaultDto], description: 'The first 1000 faults.' })
  faults!: AuditFaultDto[];

  @ApiProperty({ type: 'integer', description: 'Total number of faults, including those not listed.' })
  faultCount!: number;

  @ApiProperty({ type: 'integer', description: 'Number of leaves in the tree.' })
  treeSize!: number;

  @ApiProperty({ type: 'integer', description: 'Number of the last checkpoint; 0 for none.' })
  checkpoint!: number;

  @ApiProperty({ type: 'integer', description: 'Number of entries without a leaf yet.' })
  unsequenced!: number;

  @ApiProperty({
    enum: ['none', 'unreadable', 'acknowledged', 'compared'] satisfies OutsideState[],
    description: 'Whether the database was compared with an external checkpoint.',
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
export function toEntryDetail({ row, signature, inclusion: { state, proof } }: CheckedEntry): AuditEntryDetailDto {
  const { details, canonical, signature: mac, ...columns } = row;
  const record = { ...columns, details: details === null ? null : (JSON.parse(details) as JsonObject) } as AuditRecord;
  const inclusion = {
    state,
    proof: proof && {
      leafIndex: proof.leafIndex,
      treeSize: proof.checkpoint.size,
      hashes: proof.path.map((hash) => hash.toString('base64')),
      checkpoint: proof.checkpoint.note,
    },
  };
  return Object.assign(toAuditEntry(record), {
    signatureState: { ...signature },
    inclusion,
    canonical,
    signature: mac,
  });
}
