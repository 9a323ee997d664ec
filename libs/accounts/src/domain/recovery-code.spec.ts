import { describe, expect, it } from 'vitest';
import { hashRecoveryCode, newRecoveryCodes, RECOVERY_CODE_COUNT } from './recovery-code.ts';

describe('recovery codes', () => {
  it('are ten of 80 bits, all different, in groups that can be read aloud', () => {
    const codes = newRecoveryCodes();
    expect(codes).toHaveLength(RECOVERY_CODE_COUNT);
    expect(new Set(codes).size).toBe(RECOVERY_CODE_COUNT);
    for (const code of codes) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
  });

  it('are the same however they are typed', () => {
    const hash = hashRecoveryCode('oall-22bb-cdef-ghij');
    for (const typed of [
      'OALL 22BB CDEF GHIJ',
      'oall22bbcdefghij',
      ' 0a11–22bb-cdef-ghij ',
      'ｏａｌｌ－22bb\u200bcdef\nghij\r\n',
    ])
      expect(hashRecoveryCode(typed)).toEqual(hash);
    expect(hashRecoveryCode('oall-22bb-cdef-ghik')).not.toEqual(hash);
  });
});
