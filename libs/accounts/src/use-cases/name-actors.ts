import { Injectable } from '@nestjs/common';
import { type ActorName, ActorNames } from '../domain/actor-names.ts';

/** Says who the ids of a history are. Finds nobody by anything but an id, so nobody is listed by it who is not known already. */
@Injectable()
export class NameActors {
  constructor(private readonly names: ActorNames) {}

  execute(ids: readonly string[]): Promise<readonly ActorName[]> {
    return this.names.find([...new Set(ids)]);
  }
}
