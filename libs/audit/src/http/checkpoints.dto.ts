import { ApiProperty } from '@nestjs/swagger';

export class CheckpointKeysDto {
  @ApiProperty({ type: String, description: 'Name of this log: the first line of each checkpoint.' })
  origin!: string;

  @ApiProperty({
    type: [String],
    description: 'C2SP signed-note verifier keys, `name+id+key`: the one that signs now, then those before it.',
  })
  verifierKeys!: string[];
}
