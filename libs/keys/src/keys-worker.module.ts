import { Module } from '@nestjs/common';
import { KeysSchedule } from './jobs/keys.schedule.ts';
import { sharedProviders } from './keys.providers.ts';
import { AdvanceSigningKeys } from './use-cases/advance-signing-keys.ts';
import { PurgeSigningKeys } from './use-cases/purge-signing-keys.ts';

/** Moves the keys along their timeline. Needs what `KeysModule` needs, and the app's `ScheduleRunnerModule`. */
@Module({ providers: [...sharedProviders, AdvanceSigningKeys, PurgeSigningKeys, KeysSchedule] })
export class KeysWorkerModule {}
