import { type ActorName, ActorNames, type ResourceName, ResourceNames } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/** Says who and what the ids of a history are. Finds nothing by anything but an id, so nothing is listed by it that is not known already. */
@Injectable()
export class NameActors {
  constructor(private readonly discovery: DiscoveryService) {}

  async execute(ids: readonly string[]): Promise<readonly (ActorName | ResourceName)[]> {
    const wanted = [...new Set(ids)];
    return (await Promise.all(this.sources().map((source) => source.find(wanted)))).flat();
  }

  private sources(): readonly (ActorNames | ResourceNames)[] {
    const found = new Set(this.discovery.getProviders().map((wrapper) => wrapper.instance as unknown));
    return [...found].filter(
      (one): one is ActorNames | ResourceNames => one instanceof ActorNames || one instanceof ResourceNames,
    );
  }
}
