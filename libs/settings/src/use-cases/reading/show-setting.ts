import { GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { ListedSetting, SettingSummary, ShownSetting, ValueFault } from '../../domain/setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';

/** Opens what is not sensitive, for whoever may list settings: nothing is recorded. */
@Injectable()
export class ShowSetting {
  constructor(private readonly vault: SettingVault) {}

  /** A value that does not open is named as a fault, and the vault tells of it: the setting must be seen to be repaired. */
  async execute({ ciphertext, keyId, ...listed }: ListedSetting): Promise<ShownSetting> {
    const { isLong = false, ...summary } = listed as SettingSummary & { readonly isLong?: boolean };
    if (isLong) return { ...summary, value: null, valueFault: 'VALUE_TOO_LONG' };
    if (ciphertext === null || summary.sensitive) return { ...summary, value: null, valueFault: null };
    try {
      return { ...summary, value: await this.vault.open({ ciphertext, keyId }, summary), valueFault: null };
    } catch (error) {
      return { ...summary, value: null, valueFault: faultOf(error) };
    }
  }
}

function faultOf(error: unknown): ValueFault {
  if (error instanceof GatehouseError && (error.code === 'BINDING_MISMATCH' || error.code === 'DECRYPTION_FAILED'))
    return error.code;
  throw error;
}
