import { ApiProperty } from '@nestjs/swagger';

export class JsonWebKeyDto {
  @ApiProperty({ enum: ['EC', 'RSA'] })
  kty!: string;

  @ApiProperty({ enum: ['sig'] })
  use!: string;

  @ApiProperty({ example: 'ES256' })
  alg!: string;

  @ApiProperty({ format: 'uuid' })
  kid!: string;

  @ApiProperty({ required: false, description: 'EC: the curve' })
  crv?: string;

  @ApiProperty({ required: false, description: 'EC: the point' })
  x?: string;

  @ApiProperty({ required: false, description: 'EC: the point' })
  y?: string;

  @ApiProperty({ required: false, description: 'RSA: the modulus' })
  n?: string;

  @ApiProperty({ required: false, description: 'RSA: the exponent' })
  e?: string;
}

export class JsonWebKeySetDto {
  @ApiProperty({ type: [JsonWebKeyDto] })
  keys!: JsonWebKeyDto[];
}
