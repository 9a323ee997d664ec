import { type ErrorCode, GatehouseError, isUuid, MOST_NAMESAKES } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { type AuditFilter, type AuditQuestion, AuditSearch, type Party } from '../../domain/audit-search.ts';
import { KnownNames } from '../../domain/known-names.ts';

const UNKNOWN = {
  actor: ['ACTOR_UNKNOWN', 'No user, service account or partner is called'],
  resource: ['RESOURCE_UNKNOWN', 'No user, service account, setting, file or other resource is called'],
} as const satisfies Record<Party, readonly [ErrorCode, string]>;

/**
 * Puts ids in the place of the names that people know. Entries hold ids, which stay true when a name is changed or given
 * to somebody else, so a name may lead to several. A name that leads nowhere is refused: an empty list would look like
 * an answer.
 */
@Injectable()
export class ResolveQuestion {
  constructor(
    private readonly names: KnownNames,
    private readonly search: AuditSearch,
  ) {}

  /** @throws ACTOR_UNKNOWN, RESOURCE_UNKNOWN, AUDIT_SEARCH_TOO_BROAD when too much has the name */
  async execute({ actor, resource, ...rest }: AuditQuestion): Promise<AuditFilter> {
    const [actors, resourceIds] = await Promise.all([
      actor === undefined ? undefined : this.idsOf('actor', actor),
      resource === undefined ? undefined : this.idsOf('resource', resource),
    ]);
    return { ...rest, ...(actors && { actors }), ...(resourceIds && { resourceIds }) };
  }

  private async idsOf(party: Party, name: string): Promise<readonly string[]> {
    // what has the form of the ids that we give is an id, also of somebody of whom there is no entry yet
    if (isUuid(name.toLowerCase())) return [name.toLowerCase()];
    const found = await Promise.all([this.names.idsOf(party, name), this.search.idsOf(party, name)]);
    const ids = [...new Set(found.flat())];
    if (ids.length > MOST_NAMESAKES)
      throw new GatehouseError(
        'AUDIT_SEARCH_TOO_BROAD',
        `More than ${MOST_NAMESAKES} have this name. Use the ID of the one that you mean.`,
      );
    if (ids.length > 0) return ids;
    const [code, sentence] = UNKNOWN[party];
    const message = `${sentence} ${JSON.stringify(name)}. Check the spelling, or use the ID.`;
    throw new GatehouseError(code, message, {
      fields: [{ pointer: `/${party}`, message: 'nothing has this name or ID' }],
    });
  }
}
