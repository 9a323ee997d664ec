import { alertsConfig } from '@gatehouse/alerts';
import { auditConfig } from '@gatehouse/audit';
import { type ConfigSection, platformConfig } from '@gatehouse/config';
import { secretBoxConfig } from '@gatehouse/credentials';
import { databaseConfig } from '@gatehouse/database';
import { keysConfig } from '@gatehouse/keys';
import { observabilityConfig } from '@gatehouse/observability';
import { redisConfig } from '@gatehouse/redis';
import { siemConfig } from '@gatehouse/siem';
import { uploadsConfig } from '@gatehouse/uploads';
import { workerConfig } from './worker.config.ts';

/** Everything that can be set for the worker process. */
export const workerConfigSections: readonly ConfigSection[] = [
  platformConfig,
  workerConfig,
  observabilityConfig,
  databaseConfig,
  redisConfig,
  secretBoxConfig,
  keysConfig,
  auditConfig,
  siemConfig,
  uploadsConfig,
  alertsConfig,
];
