import {
  AUDIT_CATEGORIES,
  AUDIT_EVENTS,
  type AuditCategory,
  type AuditEventType,
  type AuditStatus,
  GatehouseError,
  momentBound,
  withLostPlus,
} from '@gatehouse/contracts';
import { PageQuery, readAddress } from '@gatehouse/http';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsIP,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import type { AuditQuestion } from '../domain/audit-search.ts';
import { UNKNOWN_ADDRESS } from '../domain/draft-record.ts';
import { EXPORT_FORMAT_NAMES, type ExportFormat } from '../domain/export-formats.ts';

export const AUDIT_EVENT_TYPES = Object.keys(AUDIT_EVENTS) as AuditEventType[];
export const AUDIT_STATUSES = ['success', 'failure', 'denied'] as const satisfies readonly AuditStatus[];

/** Each type is a search of its own. */
const MAX_TYPES = 20;

/** A file name has up to 255 bytes. */
const MAX_NAME = 255;

const STORABLE_TEXT = /^[^\0\p{Surrogate}]*$/u;
/** What `momentBound` gives. */
const MOMENT_BOUND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function IsMoment(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (momentBound(withLostPlus(value)) ?? value) : value,
    ),
    Matches(MOMENT_BOUND, {
      message: '$property must be a time that exists, with its zone, like 2026-01-31T12:00:00Z',
    }),
  );
}

function IsWord(description: string, maxLength = 200): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, maxLength, description }),
    IsOptional(),
    IsString(),
    MaxLength(maxLength),
    Matches(STORABLE_TEXT, { message: '$property must not contain NUL or lone surrogates' }),
  );
}

/** What entries are looked for, in the address of a search or an export. */
export class AuditFilterDto {
  @ApiPropertyOptional({ enum: AUDIT_CATEGORIES })
  @IsOptional()
  @IsIn(AUDIT_CATEGORIES)
  category?: AuditCategory;

  @ApiPropertyOptional({
    enum: AUDIT_EVENT_TYPES,
    isArray: true,
    maxItems: MAX_TYPES,
    description: 'Event types to include; repeat the parameter for several.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @IsArray()
  @ArrayMaxSize(MAX_TYPES)
  @IsIn(AUDIT_EVENT_TYPES, { each: true })
  type?: AuditEventType[];

  @ApiPropertyOptional({ enum: AUDIT_STATUSES })
  @IsOptional()
  @IsIn(AUDIT_STATUSES)
  status?: AuditStatus;

  @IsWord(
    'Who did it: the ID of a user, service account or partner, the login of a user, or the name or client ID of a service account.',
    MAX_NAME,
  )
  actor?: string;

  @IsWord('Type of the affected resource, such as `setting`.', 100)
  resourceType?: string;

  @IsWord(
    'What it was done to: the ID of any resource, the key of a setting, the name of a file, or a name as for `actor`.',
    MAX_NAME,
  )
  resource?: string;

  @IsWord('The same as `resource`, under its former name.', MAX_NAME)
  resourceId?: string;

  @IsWord(
    'IP address of the client, in any of its spellings; with a port or brackets if need be. `unknown` where it was not known.',
    64,
  )
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (readAddress(value) ?? value) : value))
  @ValidateIf((_, value) => value !== UNKNOWN_ADDRESS)
  @IsIP(undefined, { message: '$property must be an IP address, like 203.0.113.7 or 2001:db8::1' })
  ip?: string;

  @IsWord('ID of the request.', 100)
  requestId?: string;

  @IsWord('ID of the session.', 100)
  sessionId?: string;

  @IsWord(
    'Words, or word prefixes of at least three characters, in the reason or details. Case and order do not matter; all must match.',
  )
  @Matches(/[\p{L}\p{N}]/u, { message: '$property must contain a letter or a digit' })
  text?: string;

  @IsMoment('Only entries at or after this time.')
  from?: string;

  @IsMoment('Only entries before this time.')
  to?: string;
}

export class AuditQueryDto extends IntersectionType(PageQuery, AuditFilterDto) {
  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'true',
    description:
      '`false` leaves out what happens by itself while somebody uses the console: refreshed tokens and reads of this log. ' +
      'An export always has them.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  routine?: 'true' | 'false';
}

export class ExportQueryDto extends AuditFilterDto {
  @ApiProperty({ enum: EXPORT_FORMAT_NAMES })
  @IsIn(EXPORT_FORMAT_NAMES)
  format!: ExportFormat;
}

/** @throws VALIDATION_FAILED when `resource` and its former name ask for two things */
export function toQuestion({
  type,
  resourceId,
  routine,
  ...question
}: Omit<AuditQueryDto, keyof PageQuery>): AuditQuestion {
  if (question.resource !== undefined && resourceId !== undefined && question.resource !== resourceId)
    throw new GatehouseError('VALIDATION_FAILED', 'Correct the listed fields and resend the request.', {
      fields: [
        { pointer: '/resourceId', message: 'This is the former name of resource, which asks for another. Send one.' },
      ],
    });
  const resource = question.resource ?? resourceId;
  return {
    ...question,
    ...(type && { types: type }),
    ...(resource !== undefined && { resource }),
    ...(routine === 'false' && { routine: false }),
  };
}

export class VerifyQueryDto {
  @IsMoment('Only entries at or after this time.')
  from?: string;

  @IsMoment('Only entries before this time.')
  to?: string;
}
