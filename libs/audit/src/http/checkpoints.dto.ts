import { ApiProperty } from '@nestjs/swagger';

export class CheckpointKeysDto {
  @ApiProperty({ type: String, description: 'Origin of this log: the first line of each checkpoint.' })
  origin!: string;

  @ApiProperty({
    type: [String],
    description: 'C2SP signed-note verifier keys, `name+id+key`: the current one first, then earlier ones.',
  })
  verifierKeys!: string[];
}
