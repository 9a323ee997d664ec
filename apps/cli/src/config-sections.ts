import { auditConfig } from '@gatehouse/audit';
import { type ConfigSection, platformConfig } from '@gatehouse/config';
import { secretBoxConfig } from '@gatehouse/credentials';
import { databaseConfig, databaseOwnerConfig } from '@gatehouse/database';
import { keysConfig } from '@gatehouse/keys';
import { observabilityConfig } from '@gatehouse/observability';
import { redisConfig } from '@gatehouse/redis';

/** Everything that can be set for the operator's commands. */
export const cliConfigSections: readonly ConfigSection[] = [
  platformConfig,
  observabilityConfig,
  databaseConfig,
  databaseOwnerConfig,
  redisConfig,
  secretBoxConfig,
  keysConfig,
  auditConfig,
];
