import { GatehouseError } from '@gatehouse/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { ENV_READERS, type EnvReader } from '../domain/transfer/env-readers.ts';
import type { ReadFile } from '../domain/transfer/read-entry.ts';
import { readEnvFile } from '../domain/transfer/read-env-file.ts';
import { readJsonFile } from '../domain/transfer/read-json-file.ts';
import { readYamlFile } from '../domain/transfer/read-yaml-file.ts';
import { type ImportedSetting, type ImportOutcome } from '../use-cases/changing/import-settings.ts';
import { FILE_FORMATS, type FileFormat } from './export-settings.dto.ts';
import { LABEL_SCHEMA } from './setting-input.dto.ts';
import { IsLabel } from './setting-rules.decorator.ts';
import { MASKED_VALUE } from './setting.dto.ts';

export class ImportSettingsDto {
  @ApiProperty({ enum: FILE_FORMATS })
  @IsIn(FILE_FORMATS)
  format!: FileFormat;

  @ApiPropertyOptional({ ...LABEL_SCHEMA, description: 'Of settings that do not exist yet; others keep theirs.' })
  @IsOptional()
  @IsString()
  @IsLabel()
  category?: string;

  @ApiPropertyOptional({
    enum: ENV_READERS,
    default: 'dotenv',
    description: 'Which program the .env file was written for.',
  })
  @IsOptional()
  @IsIn(ENV_READERS)
  for?: EnvReader;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'false',
    description: 'Whether only to say what would change.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: 'true' | 'false';
}

const OUTCOMES = ['create', 'update', 'unchanged', 'withheld'] as const satisfies readonly ImportOutcome[];

export class ImportedSettingDto {
  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: 'integer', description: 'Where it stands in the file.' })
  line!: number;

  @ApiProperty({
    enum: OUTCOMES,
    description: '`withheld` in a dry run: whether the value is a new one is told only to whoever may reveal it.',
  })
  outcome!: ImportOutcome;

  @ApiProperty({ type: String })
  category!: string;

  @ApiProperty({ type: String })
  type!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The current version; null in a dry run.' })
  version!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The old value as text, masked if sensitive; null if there was none, or none that opens.',
  })
  before!: string | null;

  @ApiProperty({ type: String, description: 'The new value as text, masked if sensitive.' })
  after!: string;
}

export class SettingImportDto {
  @ApiProperty({ type: Boolean })
  dryRun!: boolean;

  @ApiProperty({ type: [ImportedSettingDto], description: 'In the order of the file.' })
  settings!: ImportedSettingDto[];
}

/** @throws VALIDATION_FAILED */
export function readFile(text: string, { format, for: reader }: ImportSettingsDto): ReadFile {
  if (format !== 'env' && reader)
    throw new GatehouseError('VALIDATION_FAILED', 'Only an .env file is written for a certain program.', {
      fields: [{ pointer: '/for', message: 'Only an .env file is written for a certain program.' }],
    });
  switch (format) {
    case 'env':
      return readEnvFile(text, reader ?? 'dotenv');
    case 'json':
      return readJsonFile(text);
    case 'yaml':
      return readYamlFile(text);
  }
}

export function toImported({ key, line, outcome, content, version, before }: ImportedSetting): ImportedSettingDto {
  const { category, type, sensitive, value } = content;
  const shown = (text: string) => (sensitive ? MASKED_VALUE : text);
  return {
    key,
    line,
    outcome,
    category,
    type,
    version,
    before: before && shown(before.text),
    after: shown(value.text),
  };
}
