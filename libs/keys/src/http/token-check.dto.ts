import { type Permission, PERMISSIONS } from '@gatehouse/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';

export class TokenCheckQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Space-separated permissions, all of which the token must grant.',
    example: 'uploads:read uploads:write',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(' ') : value))
  @IsIn(PERMISSIONS, { each: true, message: 'Use existing permissions, separated by single spaces.' })
  scope?: readonly Permission[];
}
