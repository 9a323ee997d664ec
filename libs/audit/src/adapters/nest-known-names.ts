import { ActorNames, ResourceNames } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Party } from '../domain/audit-search.ts';
import { KnownNames } from '../domain/known-names.ts';

/** Asks every `ActorNames` of the process, and for resources every `ResourceNames` too: what is done to a user has that user for a resource. */
@Injectable()
export class NestKnownNames extends KnownNames {
  constructor(private readonly discovery: DiscoveryService) {
    super();
  }

  override async idsOf(party: Party, name: string): Promise<readonly string[]> {
    const found = await Promise.all(this.sources(party).map((source) => source.idsOf(name)));
    return [...new Set(found.flat())];
  }

  private sources(party: Party): readonly (ActorNames | ResourceNames)[] {
    const instances = new Set(this.discovery.getProviders().map((wrapper) => wrapper.instance as unknown));
    return [...instances].filter(
      (one): one is ActorNames | ResourceNames =>
        one instanceof ActorNames || (party === 'resource' && one instanceof ResourceNames),
    );
  }
}
