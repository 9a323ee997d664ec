import { Module } from '@nestjs/common';
import { ActorNames } from './domain/actor-names.ts';
import { ActorNamesController } from './http/actor-names.controller.ts';
import { PostgresActorNames } from './persistence/postgres-actor-names.ts';
import { NameActors } from './use-cases/name-actors.ts';

/** Names for the ids that other domains keep. */
@Module({
  controllers: [ActorNamesController],
  providers: [{ provide: ActorNames, useClass: PostgresActorNames }, NameActors],
})
export class ActorNamesModule {}
