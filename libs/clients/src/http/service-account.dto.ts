import { SERVICE_SCOPES, type ServiceScope } from '@gatehouse/contracts';
import { ListTotalDto } from '@gatehouse/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import {
  ACCOUNT_NAME,
  type ClientSecret,
  checkedContent,
  LONGEST_SECRET_DAYS,
  type ServiceAccountContent,
  type ServiceAccountView,
  USUAL_SECRET_DAYS,
} from '../domain/service-account.ts';
import type { WithNewSecret } from '../use-cases/service-accounts/create-service-account.ts';
import type { NewSecret } from '../use-cases/service-accounts/service-account-writer.ts';

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 1000;
const LONGEST_LABEL = 100;
const MOST_NETWORKS = 50;
const WITHOUT_NUL = /^[^\0]*$/;

export class NewClientSecretDto {
  @ApiPropertyOptional({ type: String, maxLength: LONGEST_LABEL, description: 'Who uses it, or what it is for.' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_LABEL)
  @Matches(WITHOUT_NUL, { message: '$property must not contain NUL characters' })
  label?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LONGEST_SECRET_DAYS, default: USUAL_SECRET_DAYS })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST_SECRET_DAYS)
  lifetimeDays?: number;

  static wanted({ label, lifetimeDays }: Pick<NewClientSecretDto, 'label' | 'lifetimeDays'>): NewSecret {
    return { label: label ?? '', lifetimeDays: lifetimeDays ?? USUAL_SECRET_DAYS };
  }
}

/** What a PUT replaces: all of it. */
export class ServiceAccountContentDto {
  @ApiProperty({ type: String, minLength: 1, maxLength: LONGEST_NAME, example: 'nightly import' })
  @IsString()
  @MaxLength(LONGEST_NAME)
  @Matches(ACCOUNT_NAME, {
    message: '$property must be text without control characters and without leading or trailing spaces',
  })
  name!: string;

  @ApiPropertyOptional({ type: String, maxLength: LONGEST_DESCRIPTION })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_DESCRIPTION)
  @Matches(WITHOUT_NUL, { message: '$property must not contain NUL characters' })
  description?: string;

  @ApiProperty({ enum: SERVICE_SCOPES, isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SERVICE_SCOPES.length)
  @IsIn(SERVICE_SCOPES, { each: true })
  scopes!: ServiceScope[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MOST_NETWORKS,
    description: 'IP addresses and networks that may request tokens; an empty list allows any.',
    example: ['203.0.113.7', '10.0.0.0/8'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_NETWORKS)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  ipAllowList?: string[];

  static content({ name, description, scopes, ipAllowList }: ServiceAccountContentDto): ServiceAccountContent {
    return checkedContent({ name, description: description ?? '', scopes, ipAllowList: ipAllowList ?? [] });
  }
}

export class CreateServiceAccountDto extends ServiceAccountContentDto {
  @ApiPropertyOptional({ type: String, maxLength: LONGEST_LABEL, description: 'Label of the first secret.' })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST_LABEL)
  @Matches(WITHOUT_NUL, { message: '$property must not contain NUL characters' })
  secretLabel?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: LONGEST_SECRET_DAYS, default: USUAL_SECRET_DAYS })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LONGEST_SECRET_DAYS)
  secretLifetimeDays?: number;

  static firstSecret({ secretLabel, secretLifetimeDays }: CreateServiceAccountDto): NewSecret {
    return { label: secretLabel ?? '', lifetimeDays: secretLifetimeDays ?? USUAL_SECRET_DAYS };
  }
}

export class ClientSecretDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String })
  label!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Precise to the minute.' })
  lastUsedAt!: string | null;

  static of({ id, label, createdAt, expiresAt, lastUsedAt }: ClientSecret): ClientSecretDto {
    return {
      id,
      label,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    };
  }
}

export class ServiceAccountDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'sa_0000000000000000000000' })
  clientId!: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String })
  description!: string;

  @ApiProperty({ enum: SERVICE_SCOPES, isArray: true })
  scopes!: ServiceScope[];

  @ApiProperty({ type: [String] })
  ipAllowList!: string[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  disabledAt!: string | null;

  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true })
  createdBy!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt!: string;

  @ApiProperty({ type: String, nullable: true })
  updatedBy!: string | null;

  @ApiProperty({ type: [ClientSecretDto], description: 'Newest first, excluding revoked secrets.' })
  secrets!: ClientSecretDto[];

  static of({ account, secrets }: ServiceAccountView): ServiceAccountDto {
    return {
      id: account.id,
      clientId: account.clientId,
      name: account.name,
      description: account.description,
      scopes: [...account.scopes],
      ipAllowList: [...account.ipAllowList],
      disabledAt: account.disabledAt?.toISOString() ?? null,
      version: account.version,
      createdAt: account.createdAt.toISOString(),
      createdBy: account.createdBy ?? null,
      updatedAt: account.updatedAt.toISOString(),
      updatedBy: account.updatedBy ?? null,
      secrets: secrets.map((secret) => ClientSecretDto.of(secret)),
    };
  }
}

export class ServiceAccountWithSecretDto {
  @ApiProperty({ type: ServiceAccountDto })
  account!: ServiceAccountDto;

  @ApiProperty({ type: String, description: 'Shown only once; it is not stored.' })
  clientSecret!: string;

  static with({ view, clientSecret }: WithNewSecret): ServiceAccountWithSecretDto {
    return { account: ServiceAccountDto.of(view), clientSecret };
  }
}

export class ServiceAccountPageDto extends ListTotalDto {
  @ApiProperty({ type: [ServiceAccountDto] })
  items!: ServiceAccountDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
