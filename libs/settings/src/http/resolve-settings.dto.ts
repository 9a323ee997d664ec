import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { KEY_SCHEMA } from './setting-input.dto.ts';
import { IsSettingKey, NamesEachOnce } from './setting-rules.decorator.ts';
import { RevealedSettingDto } from './setting.dto.ts';

const MAX_KEYS = 100;

export class ResolveSettingsDto {
  @ApiProperty({
    type: [String],
    minItems: 1,
    maxItems: MAX_KEYS,
    uniqueItems: true,
    items: { ...KEY_SCHEMA, type: 'string' },
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_KEYS)
  @NamesEachOnce()
  @IsSettingKey({ each: true })
  keys!: string[];
}

export class ResolvedSettingsDto {
  @ApiProperty({ type: [RevealedSettingDto], description: 'In the order of the keys.' })
  settings!: RevealedSettingDto[];
}
