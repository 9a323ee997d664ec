import { type ConfigOf, defineConfig, setting } from '@gatehouse/config';
import { faultsOfTimeline, type KeyTimeline } from './domain/key-timeline.ts';
import { SIGNING_ALGORITHMS } from './domain/signing-algorithm.ts';

const keySettings = {
  issuer: setting.string('JWT_ISSUER', {
    default: 'http://localhost:3000',
    maxLength: 200,
    description: 'Public base URL of this installation, set and required as `iss` in every access token.',
  }),
  audience: setting.string('JWT_AUDIENCE', {
    default: 'gatehouse',
    maxLength: 200,
    description: 'Set and required as `aud` in every access token.',
  }),
  algorithm: setting.oneOf('JWT_SIGNING_ALGORITHM', SIGNING_ALGORITHMS, {
    default: 'ES256',
    description: 'Algorithm of newly generated signing keys. Existing keys keep theirs.',
  }),
  accessTokenTtl: setting.duration('JWT_ACCESS_TOKEN_TTL', {
    default: 600,
    min: 60,
    max: 900,
    description: 'Lifetime of an access token.',
  }),
  clockSkew: setting.duration('JWT_CLOCK_SKEW', {
    default: 60,
    min: 0,
    max: 120,
    description: 'Clock difference between replicas that is tolerated when token times are checked.',
  }),
  lead: setting.duration('JWT_KEY_LEAD', {
    default: 3600,
    min: 60,
    max: 604_800,
    description:
      'How long a key is published before it signs; at least `JWT_JWKS_MAX_AGE` + `JWT_JWKS_CLIENT_COOLDOWN`.',
  }),
  period: setting.duration('JWT_KEY_PERIOD', {
    default: 86_400,
    min: 300,
    max: 7_776_000,
    description: 'How long a key signs before the next one takes over; at least `JWT_KEY_LEAD` + 60.',
  }),
  rotationTime: setting.string('JWT_KEY_ROTATION_TIME', {
    default: '02:00',
    pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
    form: 'a time of day like 03:30',
    description: 'Time of day (UTC) at which the signing key is rotated.',
  }),
  grace: setting.duration('JWT_KEY_GRACE', {
    default: 3600,
    min: 60,
    max: 604_800,
    description:
      'How long a replaced key still verifies; at least `JWT_ACCESS_TOKEN_TTL` + `JWT_CLOCK_SKEW` + `JWT_JWKS_MAX_AGE`.',
  }),
  retention: setting.duration('JWT_KEY_RETENTION', {
    default: 2_592_000,
    min: 86_400,
    max: 31_536_000,
    description: 'How long the record of a retired key is kept, without its private key.',
  }),
  jwksMaxAge: setting.duration('JWT_JWKS_MAX_AGE', {
    default: 300,
    min: 60,
    max: 86_400,
    description: 'How long other services may cache the JWKS (`Cache-Control: max-age`).',
  }),
  clientCooldown: setting.duration('JWT_JWKS_CLIENT_COOLDOWN', {
    default: 30,
    min: 0,
    max: 3600,
    description: 'How long the libraries of other services wait between two fetches of the JWKS.',
  }),
};

/** Refuses a timeline on which a token could meet a JWKS without its key, and says which inequality fails. */
export const keysConfig = defineConfig('keys', keySettings, (config) => [
  ...faultsOfIssuer(config.issuer),
  ...faultsOfTimeline(timelineOf(config), config),
]);
export type KeysConfig = ConfigOf<typeof keysConfig>;

/** RFC 8414 §2: an address without query or fragment. A path and a slash at its end are part of the name, and are kept. */
function faultsOfIssuer(issuer: string): readonly string[] {
  if (/^https?:\/\/[^\s?#@]+$/.test(issuer) && URL.canParse(issuer)) return [];
  return ['JWT_ISSUER: must be an address such as https://gate.example.com/gatehouse, without query or fragment'];
}

/** A timeline as it is configured: with the time of the day as people write it. */
export type TimelineConfig = Omit<KeyTimeline, 'rotationMoment'> & { readonly rotationTime: string };

/** The spans that the rules of rotation work with. */
export function timelineOf({ rotationTime, ...spans }: TimelineConfig): KeyTimeline {
  const [hours = '', minutes = ''] = rotationTime.split(':');
  return { ...spans, rotationMoment: (Number(hours) * 60 + Number(minutes)) * 60 };
}
