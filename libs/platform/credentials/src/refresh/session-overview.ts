import { Clock } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import type { SubjectKind } from './refresh-subject.ts';

export interface SubjectSessions {
  /** When the newest session began, as long as it is remembered. */
  readonly lastStartedAt: Date | undefined;
  /** Sessions that can still be continued. */
  readonly open: number;
}

const NONE: SubjectSessions = { lastStartedAt: undefined, open: 0 };

/** Swept are only sessions of somebody who starts another one: the newest of everybody is always there. */
const OVERVIEW = `
  SELECT f.subject_id, max(f.created_at) AS last_started_at,
         count(*) FILTER (WHERE f.ended_at IS NULL AND f.expires_at > $3 AND EXISTS (
           SELECT 1 FROM refresh_tokens t WHERE t.family_id = f.id AND t.used_at IS NULL AND t.expires_at > $3
         ))::integer AS open
  FROM refresh_families f
  WHERE f.subject_kind = $1 AND f.subject_id = ANY ($2::uuid[])
  GROUP BY f.subject_id`;

/** What is known of the sessions of many, in one statement. */
@Injectable()
export class SessionOverview {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns in the order of `ids` */
  async of(kind: SubjectKind, ids: readonly string[]): Promise<readonly SubjectSessions[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<{ subject_id: string; last_started_at: Date; open: number }>(OVERVIEW, [
      kind,
      ids,
      this.clock.now(),
    ]);
    const known = new Map(
      rows.map(({ subject_id: id, last_started_at: lastStartedAt, open }) => [id, { lastStartedAt, open }]),
    );
    return ids.map((id) => known.get(id) ?? NONE);
  }
}
