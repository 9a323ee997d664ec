import { loadConfig } from '@gatehouse/config';
import { describe, expect, it } from 'vitest';
import { timeline } from './keys.fixture.ts';
import { keysConfig, timelineOf } from './keys.config.ts';

const load = (environment: Record<string, string>) => loadConfig([keysConfig], environment).get(keysConfig);

describe('the settings of the keys', () => {
  it('are a day from 02:00 UTC with an hour on both sides, unless said otherwise', () => {
    expect(timelineOf(load({}))).toMatchObject({ ...timeline, rotationMoment: 7200 });
    expect(timelineOf(load({ JWT_KEY_ROTATION_TIME: '23:45' })).rotationMoment).toBe(85_500);
  });

  it.each([
    [{ JWT_KEY_LEAD: '329' }, 'JWT_KEY_LEAD ≥ JWT_JWKS_MAX_AGE + JWT_JWKS_CLIENT_COOLDOWN does not hold: 329 < 330'],
    [
      { JWT_KEY_GRACE: '959' },
      'JWT_KEY_GRACE ≥ JWT_ACCESS_TOKEN_TTL + JWT_CLOCK_SKEW + JWT_JWKS_MAX_AGE does not hold: 959 < 960',
    ],
    [{ JWT_KEY_PERIOD: '3659' }, 'JWT_KEY_PERIOD ≥ JWT_KEY_LEAD + 60 does not hold: 3659 < 3660'],
  ])('refuse to start with %o, and name the inequality', (environment, fault) => {
    expect(() => load(environment)).toThrow(fault);
  });

  it('start with spans that only just fit', () => {
    expect(() => load({ JWT_KEY_LEAD: '330', JWT_KEY_GRACE: '960', JWT_KEY_PERIOD: '390' })).not.toThrow();
  });

  it.each(['24:00', '2:00', '02:60', 'noon'])('do not take %s for a time of the day', (time) => {
    expect(() => load({ JWT_KEY_ROTATION_TIME: time })).toThrow('JWT_KEY_ROTATION_TIME');
  });
});
