import { accountsConfig } from '@gatehouse/accounts';
import { auditConfig } from '@gatehouse/audit';
import { type ConfigSection, platformConfig } from '@gatehouse/config';
import { credentialsConfig, secretBoxConfig } from '@gatehouse/credentials';
import { databaseConfig } from '@gatehouse/database';
import { httpConfig, limitsConfig } from '@gatehouse/http';
import { keysConfig } from '@gatehouse/keys';
import { observabilityConfig } from '@gatehouse/observability';
import { redisConfig } from '@gatehouse/redis';
import { uploadsConfig } from '@gatehouse/uploads';

/** Everything that can be set for the API process. */
export const apiConfigSections: readonly ConfigSection[] = [
  platformConfig,
  httpConfig,
  limitsConfig,
  observabilityConfig,
  databaseConfig,
  redisConfig,
  secretBoxConfig,
  keysConfig,
  credentialsConfig,
  accountsConfig,
  auditConfig,
  uploadsConfig,
];
