import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

/** What OWASP accepts for Argon2id: less memory only with more passes (Password Storage Cheat Sheet). */
const OWASP_FLOOR = [
  { memoryKib: 47_104, iterations: 1 },
  { memoryKib: 19_456, iterations: 2 },
  { memoryKib: 12_288, iterations: 3 },
  { memoryKib: 9216, iterations: 4 },
  { memoryKib: 7168, iterations: 5 },
] as const;

export const credentialsConfig = defineConfig(
  'credentials',
  {
    argon2MemoryKib: setting.integer('ARGON2_MEMORY_KIB', {
      default: 19_456,
      min: 1024,
      max: 1_048_576,
      unit: 'KiB',
      description: 'Memory per password hash.',
    }),
    argon2Iterations: setting.integer('ARGON2_ITERATIONS', {
      default: 2,
      min: 1,
      max: 20,
      description: 'Iterations per password hash.',
    }),
    argon2Parallelism: setting.integer('ARGON2_PARALLELISM', {
      default: 1,
      min: 1,
      max: 16,
      description: 'Parallelism (lanes) per password hash.',
    }),
    refreshIdleTtl: setting.duration('REFRESH_IDLE_TTL', {
      default: 604_800,
      min: 300,
      max: 7_776_000,
      description: 'Idle lifetime: a session not refreshed for this long ends.',
    }),
    refreshAbsoluteTtl: setting.duration('REFRESH_ABSOLUTE_TTL', {
      default: 2_592_000,
      min: 300,
      max: 31_536_000,
      description: 'Absolute lifetime: a session ends this long after sign-in, even if in use.',
    }),
    loginLockAfter: setting.integer('LOGIN_LOCK_AFTER', {
      default: 10,
      min: 3,
      max: 100,
      unit: 'failed attempts',
      description: 'Number of wrong passwords or codes within LOGIN_LOCK_WINDOW that locks an account temporarily.',
    }),
    loginLockWindow: setting.duration('LOGIN_LOCK_WINDOW', {
      default: 900,
      min: 60,
      max: 86_400,
      description: 'Window in which failed attempts are counted.',
    }),
    loginLockFirst: setting.duration('LOGIN_LOCK_FIRST', {
      default: 60,
      min: 1,
      max: 3600,
      description: 'Duration of the first lock; each further one within a day lasts twice as long.',
    }),
    loginLockLongest: setting.duration('LOGIN_LOCK_LONGEST', {
      default: 3600,
      min: 1,
      max: 86_400,
      description: 'Maximum duration of a lock.',
    }),
  },
  (config, environment) => [
    ...(config.loginLockFirst > config.loginLockLongest
      ? ['LOGIN_LOCK_FIRST: must not be longer than LOGIN_LOCK_LONGEST']
      : []),
    ...(config.refreshIdleTtl > config.refreshAbsoluteTtl
      ? ['REFRESH_IDLE_TTL: must not be longer than REFRESH_ABSOLUTE_TTL']
      : []),
    ...(environment === 'production' && !reachesFloor(config.argon2MemoryKib, config.argon2Iterations)
      ? ['ARGON2_MEMORY_KIB, ARGON2_ITERATIONS: are below the OWASP minimum for Argon2id (19456 KiB with 2 passes)']
      : []),
  ],
);
export type CredentialsConfig = ConfigOf<typeof credentialsConfig>;

function reachesFloor(memoryKib: number, iterations: number): boolean {
  return OWASP_FLOOR.some((floor) => memoryKib >= floor.memoryKib && iterations >= floor.iterations);
}
