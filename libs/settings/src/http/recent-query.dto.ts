import { PageQuery } from '@gatehouse/http';
import { PickType } from '@nestjs/swagger';

/** One page is all that there is. */
export class RecentQueryDto extends PickType(PageQuery, ['limit'] as const) {}
