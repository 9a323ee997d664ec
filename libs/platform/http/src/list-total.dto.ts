import { COUNTED_ROWS, type ListTotal } from '@gatehouse/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** What the first page of a list says of the whole; extend it with the items. */
export class ListTotalDto implements ListTotal {
  @ApiProperty({
    type: 'integer',
    required: false,
    description: `How many items match in all. On the first page only, and up to ${COUNTED_ROWS}.`,
  })
  total?: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    description: 'In place of `total` when more match than are counted.',
  })
  totalAtLeast?: number;
}
