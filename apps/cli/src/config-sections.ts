import { auditConfig } from '@gatehouse/audit';
import { type ConfigSection, platformConfig } from '@gatehouse/config';
import { credentialsConfig, secretBoxConfig } from '@gatehouse/credentials';
import { databaseConfig, databaseOwnerConfig } from '@gatehouse/database';
import { keysConfig } from '@gatehouse/keys';
import { observabilityConfig } from '@gatehouse/observability';
import { redisConfig } from '@gatehouse/redis';

/** What a command needs that works on the parts of the API. */
export const contextConfigSections: readonly ConfigSection[] = [
  platformConfig,
  observabilityConfig,
  databaseConfig,
  redisConfig,
  secretBoxConfig,
  keysConfig,
  auditConfig,
  credentialsConfig,
];

/** Everything that can be set for the operator's commands. */
export const cliConfigSections: readonly ConfigSection[] = [...contextConfigSections, databaseOwnerConfig];
