import {
  AUDIT_CATEGORIES,
  AUDIT_EVENTS,
  type AuditCategory,
  type AuditEventType,
  type AuditStatus,
} from '@gatehouse/contracts';
import { PageQuery } from '@gatehouse/http';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

export const AUDIT_EVENT_TYPES = Object.keys(AUDIT_EVENTS) as AuditEventType[];
export const AUDIT_STATUSES = ['success', 'failure', 'denied'] as const satisfies readonly AuditStatus[];

const STORABLE_TEXT = /^[^\0\p{Surrogate}]*$/u;
/** RFC 3339 with a zone; the year bounds keep it within what the database can compare. */
const RFC_3339 = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

function IsMoment(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    IsOptional(),
    Matches(RFC_3339, { message: '$property must be a time like 2026-01-31T12:00:00Z' }),
    IsISO8601({ strict: true }, { message: '$property must be a time that exists' }),
  );
}

export class AuditQueryDto extends PageQuery {
  @ApiPropertyOptional({ enum: AUDIT_CATEGORIES })
  @IsOptional()
  @IsIn(AUDIT_CATEGORIES)
  category?: AuditCategory;

  @ApiPropertyOptional({ enum: AUDIT_EVENT_TYPES })
  @IsOptional()
  @IsIn(AUDIT_EVENT_TYPES)
  type?: AuditEventType;

  @ApiPropertyOptional({ enum: AUDIT_STATUSES })
  @IsOptional()
  @IsIn(AUDIT_STATUSES)
  status?: AuditStatus;

  @ApiPropertyOptional({ type: String, maxLength: 200, description: 'Id of a user, service account or partner.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(STORABLE_TEXT, { message: '$property must not hold NUL or incomplete characters' })
  actor?: string;

  @ApiPropertyOptional({ type: String, maxLength: 100 })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(STORABLE_TEXT, { message: '$property must not hold NUL or incomplete characters' })
  requestId?: string;

  @IsMoment('Only entries at or after this time.')
  from?: string;

  @IsMoment('Only entries before this time.')
  to?: string;
}

export class VerifyQueryDto {
  @IsMoment('Only entries at or after this time.')
  from?: string;

  @IsMoment('Only entries before this time.')
  to?: string;
}
