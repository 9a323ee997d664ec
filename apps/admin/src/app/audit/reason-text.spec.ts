import { describe, expect, it } from 'vitest';
import { reasonText } from './reason-text.ts';

describe('the reason of an entry', () => {
  it('has words for a code', () => {
    expect(reasonText('retention_period_elapsed')).toBe('The retention period elapsed');
  });

  it('stays as it is when somebody wrote it, or an older version did', () => {
    expect(reasonText('its time of keeping was over')).toBe('its time of keeping was over');
    expect(reasonText('case 17')).toBe('case 17');
  });
});
