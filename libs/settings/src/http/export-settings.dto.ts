import { GatehouseError } from '@gatehouse/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString } from 'class-validator';
import { ENV_READERS, type EnvReader } from '../domain/transfer/env-readers.ts';
import type { ExportFormat } from '../use-cases/reading/export-settings.ts';
import { LABEL_SCHEMA, MAX_VALUES, Several } from './setting-input.dto.ts';
import { IsLabel } from './setting-rules.decorator.ts';

export const FILE_FORMATS = ['env', 'json', 'yaml'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export class ExportSettingsDto {
  @ApiProperty({ enum: FILE_FORMATS })
  @IsIn(FILE_FORMATS)
  format!: FileFormat;

  @ApiPropertyOptional({
    type: 'array',
    items: LABEL_SCHEMA,
    maxItems: MAX_VALUES,
    description: 'Only settings of this category; repeat the parameter for any of several.',
  })
  @IsOptional()
  @Several()
  @IsArray()
  @ArrayMaxSize(MAX_VALUES)
  @IsString({ each: true })
  @IsLabel({ each: true })
  category?: string[];

  @ApiPropertyOptional({
    enum: ENV_READERS,
    description:
      'Which program will read an .env file; required for this format, since each has its own rules. `dotenv`: of ' +
      'Node.js; `compose`: `env_file` of Docker Compose; `shell`: `set -a; . ./FILE` in a POSIX shell.',
  })
  @IsOptional()
  @IsIn(ENV_READERS)
  for?: EnvReader;
}

/** @throws VALIDATION_FAILED for an .env file for nobody, or another file for a reader of these */
export function toExportFormat({ format, for: reader }: ExportSettingsDto): ExportFormat {
  if (format === 'env') {
    if (!reader) throw readerFault(`Say which program reads the file: ${ENV_READERS.join(', ')}.`);
    return { format, reader };
  }
  if (reader) throw readerFault('Only an .env file is written for a certain program.');
  return { format };
}

function readerFault(message: string): GatehouseError {
  return new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/for', message }] });
}
