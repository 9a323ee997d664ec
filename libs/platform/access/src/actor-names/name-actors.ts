import { type ActorName, ActorNames } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/** Says who the ids of a history are. Finds nobody by anything but an id, so nobody is listed by it who is not known already. */
@Injectable()
export class NameActors {
  constructor(private readonly discovery: DiscoveryService) {}

  async execute(ids: readonly string[]): Promise<readonly ActorName[]> {
    const wanted = [...new Set(ids)];
    return (await Promise.all(this.sources().map((source) => source.find(wanted)))).flat();
  }

  private sources(): readonly ActorNames[] {
    const found = this.discovery.getProviders().map((wrapper) => wrapper.instance as unknown);
    return [...new Set(found.filter((instance): instance is ActorNames => instance instanceof ActorNames))];
  }
}
