import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const STATUSES = ['ok', 'degraded', 'down'] as const;
const COMPONENT_STATUSES = ['up', 'degraded', 'down'] as const;

export class ProbeDto {
  @ApiProperty({ enum: STATUSES, enumName: 'HealthStatus' })
  readonly status!: (typeof STATUSES)[number];
}

export class ComponentHealthDto {
  @ApiProperty({ type: String, example: 'postgres' })
  readonly name!: string;

  @ApiProperty({ enum: COMPONENT_STATUSES, enumName: 'ComponentStatus' })
  readonly status!: (typeof COMPONENT_STATUSES)[number];

  @ApiProperty({ type: Number, description: 'Duration of the check in milliseconds.' })
  readonly latencyMs!: number;

  @ApiPropertyOptional({ type: String })
  readonly detail?: string;
}

export class SystemHealthDto extends ProbeDto {
  @ApiProperty({ type: String, example: 'production' })
  readonly environment!: string;

  @ApiProperty({ type: [ComponentHealthDto] })
  readonly components!: readonly ComponentHealthDto[];
}
