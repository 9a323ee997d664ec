import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';
import { SIGNING_ALGORITHMS } from './domain/signing-algorithm.ts';

export const keysConfig = defineConfig('keys', {
  issuer: setting.string('JWT_ISSUER', {
    default: 'http://localhost:3000',
    maxLength: 200,
    description:
      'Written into every access token as `iss`, and required of it. The public base URL of this installation.',
  }),
  audience: setting.string('JWT_AUDIENCE', {
    default: 'gatehouse',
    maxLength: 200,
    description: 'Written into every access token as `aud`, and required of it.',
  }),
  algorithm: setting.oneOf('JWT_SIGNING_ALGORITHM', SIGNING_ALGORITHMS, {
    default: 'ES256',
    description: 'Algorithm of the next signing key that is made. Keys made before keep their own.',
  }),
  accessTokenTtl: setting.duration('JWT_ACCESS_TOKEN_TTL', {
    default: 600,
    min: 60,
    max: 900,
    description: 'How long an access token is good for.',
  }),
  clockSkew: setting.duration('JWT_CLOCK_SKEW', {
    default: 60,
    min: 0,
    max: 120,
    description: 'How far the clocks of two replicas may lie apart when the times of a token are checked.',
  }),
});
export type KeysConfig = ConfigOf<typeof keysConfig>;
