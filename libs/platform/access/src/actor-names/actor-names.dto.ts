import type { ActorName, ResourceName } from '@gatehouse/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsUUID } from 'class-validator';

/** As many as a page of a list has. */
const MAX_IDS = 100;

export class ActorNamesQueryDto {
  @ApiProperty({
    type: [String],
    format: 'uuid',
    minItems: 1,
    maxItems: MAX_IDS,
    description: 'IDs of users, service accounts, settings or files; repeat the parameter for several.',
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_IDS)
  @IsUUID('all', { each: true })
  id!: string[];
}

export class ActorNameDto {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['user', 'service_account', 'setting', 'upload'] })
  kind!: (ActorName | ResourceName)['kind'];

  @ApiProperty({
    type: String,
    example: 'ada',
    description: 'Login of the user, name of the service account or file, or key of the setting.',
  })
  name!: string;
}

export class ActorNamesDto {
  @ApiProperty({ type: [ActorNameDto], description: 'Unknown IDs and those of deleted accounts are omitted.' })
  items!: ActorNameDto[];
}
