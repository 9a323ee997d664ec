import { loadConfig } from '@gatehouse/config';
import { describe, expect, it } from 'vitest';
import { siemConfig } from './siem.config.ts';

const load = (environment: Record<string, string>) => loadConfig([siemConfig], environment).get(siemConfig);

describe('the settings of the SIEM stream', () => {
  it('are off by default', () => {
    expect(load({})).toMatchObject({ target: undefined, format: 'gatehouse', allowPrivateHosts: false });
  });

  it('refuse a receiver without TLS, unless private hosts are allowed', () => {
    const target = { AUDIT_SIEM_TARGET: 'syslog://siem.example' };
    expect(() => load(target)).toThrow('must use TLS');
    expect(load({ ...target, AUDIT_SIEM_ALLOW_PRIVATE_HOSTS: 'true' }).target).toBe(target.AUDIT_SIEM_TARGET);
  });

  it('refuse what is no address, without repeating it', () => {
    expect(() => load({ AUDIT_SIEM_TARGET: 'https://u:hunter2@siem.example' })).toThrow(/AUDIT_SIEM_TOKEN/);
    expect(() => load({ AUDIT_SIEM_TARGET: 'https://u:hunter2@siem.example' })).not.toThrow(/hunter2/);
  });
});
