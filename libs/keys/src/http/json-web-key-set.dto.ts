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

  @ApiProperty({ required: false, description: 'Curve of an EC key' })
  crv?: string;

  @ApiProperty({ required: false, description: 'Point coordinate of an EC key' })
  x?: string;

  @ApiProperty({ required: false, description: 'Point coordinate of an EC key' })
  y?: string;

  @ApiProperty({ required: false, description: 'Modulus of an RSA key' })
  n?: string;

  @ApiProperty({ required: false, description: 'Exponent of an RSA key' })
  e?: string;
}

export class JsonWebKeySetDto {
  @ApiProperty({ type: [JsonWebKeyDto] })
  keys!: JsonWebKeyDto[];
}
