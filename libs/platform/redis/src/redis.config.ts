import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

export const redisConfig = defineConfig('redis', {
  url: setting.string('REDIS_URL', {
    default: 'redis://127.0.0.1:6379/0',
    pattern: /^rediss?:\/\/[^@]+$/,
    form: 'an address like redis://127.0.0.1:6379, without user and password',
    description: 'URL of Redis or Valkey, without credentials.',
  }),
  password: setting.optionalSecret('REDIS_PASSWORD', { description: 'Redis password.' }),
  keyPrefix: setting.string('REDIS_KEY_PREFIX', {
    default: 'gatehouse',
    pattern: /^[a-z0-9-]{1,32}$/,
    form: '1 to 32 lower-case letters, digits and hyphens',
    description: 'First part of every key. The name of the installation follows, so that several can share one Redis.',
  }),
});
export type RedisConfig = ConfigOf<typeof redisConfig>;
