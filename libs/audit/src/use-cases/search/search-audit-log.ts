import { defineCursor, GatehouseError, type Page, type ReadRecord, toPage } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { type AuditQuestion, AuditSearch, type SearchStep } from '../../domain/audit-search.ts';
import { RecordAuditReading } from './record-audit-reading.ts';
import { ResolveQuestion } from './resolve-question.ts';

/** The direction is a part of the cursor, so that one parameter turns the pages both ways. */
const cursors = defineCursor({ direction: 'text', timestamp: 'timestamp', id: 'integer' });

export interface AuditPage extends Page<ReadRecord> {
  /** Towards newer entries; `null` on the first page. It is given as long as entries may be added. */
  readonly previousCursor: string | null;
  /** How much routine was left out among these entries; `MOST_ROUTINE` means that or more. */
  readonly routineLeftOut?: number;
}

/** Nobody needs to know it more exactly, and the database stops there. */
export const MOST_ROUTINE = 1000;

/** Pages through the log, newest first. The first page of a search is recorded; turning pages is not. */
@Injectable()
export class SearchAuditLog {
  constructor(
    private readonly search: AuditSearch,
    private readonly recordReading: RecordAuditReading,
    private readonly resolve: ResolveQuestion,
  ) {}

  async execute(question: AuditQuestion, limit: number, cursor?: string): Promise<AuditPage> {
    const { direction, beyond } = startOf(cursor);
    const filter = await this.resolve.execute(question);
    const rows = await this.search.page({ filter, direction, beyond, limit: limit + 1 });
    const page = direction === 'older' ? olderPage(rows, limit, cursor) : newerPage(rows, limit, cursor);
    const [routineLeftOut] = await Promise.all([
      direction === 'older' && filter.routine === false
        ? this.countRoutine(page, { filter, direction, beyond })
        : undefined,
      cursor === undefined && this.recordReading.execute({ filter }),
    ]);
    return { ...page, ...(routineLeftOut !== undefined && { routineLeftOut }) };
  }

  private countRoutine(page: AuditPage, step: Omit<SearchStep, 'limit'>): Promise<number | undefined> {
    const oldest = page.nextCursor === null ? undefined : page.items.at(-1);
    return this.search.countRoutine({ ...step, limit: MOST_ROUTINE }, oldest);
  }
}

function startOf(cursor: string | undefined): Pick<SearchStep, 'direction' | 'beyond'> {
  if (cursor === undefined) return { direction: 'older' };
  const { direction, timestamp, id } = cursors.decode(cursor);
  if (direction !== 'older' && direction !== 'newer')
    throw new GatehouseError(
      'INVALID_CURSOR',
      'This cursor does not belong to this list. Start again without a cursor.',
    );
  return { direction, beyond: { timestamp, id } };
}

function olderPage(rows: readonly ReadRecord[], limit: number, cursor: string | undefined): AuditPage {
  const page = toPage(rows, limit, cursorFor('older'), itself);
  const first = page.items[0];
  return { ...page, previousCursor: cursor !== undefined && first ? cursorFor('newer')(first) : null };
}

/** Read upwards and shown downwards. There is always something older: the page that the reader came from. */
function newerPage(rows: readonly ReadRecord[], limit: number, cursor: string | undefined): AuditPage {
  const page = toPage(rows, limit, cursorFor('newer'), itself);
  const items = page.items.toReversed();
  const last = items.at(-1);
  return {
    items,
    nextCursor: last ? cursorFor('older')(last) : null,
    previousCursor: page.nextCursor ?? (items[0] ? cursorFor('newer')(items[0]) : (cursor ?? null)),
  };
}

const cursorFor =
  (direction: SearchStep['direction']) =>
  ({ timestamp, id }: ReadRecord): string =>
    cursors.encode({ direction, timestamp, id });

const itself = (record: ReadRecord): ReadRecord => record;
