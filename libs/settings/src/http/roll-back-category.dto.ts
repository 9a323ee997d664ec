import { parseMoment } from '@gatehouse/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Matches } from 'class-validator';
import { ROLLBACK_ACTIONS, type RollbackAction, type RollbackStep } from '../domain/category-rollback.ts';
import type { CategoryRollback } from '../use-cases/changing/plan-category-rollback.ts';
import { LABEL_SCHEMA } from './setting-input.dto.ts';
import { IsLabel, IsMoment } from './setting-rules.decorator.ts';

export class RollBackCategoryDto {
  @ApiProperty(LABEL_SCHEMA)
  @IsString()
  @IsLabel()
  category!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'The time, with its zone; to the millisecond.' })
  @IsMoment()
  at!: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Whether only to say what would change.' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({
    type: String,
    description: '`plan` of a dry run: nothing happens unless the same would change still.',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[\w-]{43}$/, { message: '$property must be the plan of a dry run' })
  plan?: string;
}

export class RollbackStepDto {
  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({
    enum: ROLLBACK_ACTIONS,
    description:
      '`roll_back`: an older version comes back as a new one. `bring_back`: so does that of a deleted setting, with its ' +
      'history. `remove`: it did not exist. `keep_expired`, `keep_destroyed`: it stays as it is, because its value of that time has expired or was destroyed.',
  })
  action!: RollbackAction;

  @ApiProperty({ type: 'integer', description: 'The version before the rollback.' })
  version!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The version of that time.' })
  toVersion!: number | null;
}

export class CategoryRollbackDto {
  @ApiProperty({ type: Boolean })
  dryRun!: boolean;

  @ApiProperty({ type: String, description: 'Stands for these steps.' })
  plan!: string;

  @ApiProperty({ type: [RollbackStepDto], description: 'In the order of keys; what is as it was is not listed.' })
  settings!: RollbackStepDto[];
}

export function momentOf({ at }: RollBackCategoryDto): Date {
  return parseMoment(at) ?? new Date(Number.NaN);
}

export function toCategoryRollback({ plan, steps }: CategoryRollback, dryRun: boolean): CategoryRollbackDto {
  return { dryRun, plan, settings: steps.map(toStep) };
}

function toStep({ action, setting, then }: RollbackStep): RollbackStepDto {
  return { key: setting.key, action, version: setting.version, toVersion: then?.version ?? null };
}
