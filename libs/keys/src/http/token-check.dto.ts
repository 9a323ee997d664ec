import { type Permission, PERMISSIONS } from '@gatehouse/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';

export class TokenCheckQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'Rights that the token must hold, all of them, with one space between each two.',
    example: 'uploads:read uploads:write',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(' ') : value))
  @IsIn(PERMISSIONS, { each: true, message: 'Name rights that exist, with one space between each two.' })
  scope?: readonly Permission[];
}
