import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';

/** Read by operators who wonder why a caller was refused a little early; see `PermitLeases`. */
const LEASED =
  'Each replica reserves up to a twentieth of it (at most 100) at a time; what one replica does not use is unavailable to the others.';

const perMinute = (name: string, fallback: number, what: string, more = '') =>
  setting.integer(`RATE_LIMIT_${name}`, {
    default: fallback,
    min: 1,
    max: 1_000_000,
    unit: 'requests per window',
    description: `Limit on ${what} per principal, or per client address for unauthenticated requests.${more && ` ${more}`}`,
  });

/** How many requests one caller may make per window in each class of routes. */
export const limitsConfig = defineConfig('rate limits', {
  windowSeconds: setting.duration('RATE_LIMIT_WINDOW', {
    default: 60,
    min: 1,
    max: 3600,
    description: 'Length of the rate limit window.',
  }),
  login: perMinute('LOGIN', 10, 'sign-ins'),
  token: perMinute('TOKEN', 60, 'token requests'),
  refresh: perMinute('REFRESH', 30, 'session renewals'),
  reveal: perMinute('REVEAL', 30, 'reveals of secret values'),
  write: perMinute('WRITE', 120, 'changes'),
  read: perMinute('READ', 600, 'reads', LEASED),
  upload: perMinute('UPLOAD', 120, 'uploads'),
  check: perMinute('CHECK', 6000, 'token checks by a gateway in front of another service', LEASED),
});
export type LimitsConfig = ConfigOf<typeof limitsConfig>;
