import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ActorNamesController } from './actor-names.controller.ts';
import { NameActors } from './name-actors.ts';

/** Names for the ids that histories keep, from every `ActorNames` of the process. */
@Module({ imports: [DiscoveryModule], controllers: [ActorNamesController], providers: [NameActors] })
export class ActorNamesModule {}
