import type { FieldFault } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { faultsOfProperties, faultsOfValue, toSentences } from '../../domain/check-content.ts';
import { faultOfKey } from '../../domain/setting-key.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { SettingInput } from '../../domain/setting.ts';

/** Parts of a setting that somebody is about to send; what is missing is not looked at. */
export type SettingDraft = Pick<SettingInput, 'type' | 'constraints'> & {
  readonly key?: string | undefined;
  readonly category?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly value?: SettingInput['value'] | undefined;
};

/** Says what would be refused, by the very rules that refuse it. Stores nothing and quotes no value. */
@Injectable()
export class ValidateSetting {
  constructor(private readonly settings: SettingRepository) {}

  async execute({ key, type, value, constraints, ...properties }: SettingDraft): Promise<readonly FieldFault[]> {
    const ofKey = key === undefined ? undefined : (faultOfKey(key) ?? (await this.faultOfTakenKey(key)));
    return toSentences([
      ...(ofKey === undefined ? [] : [{ pointer: '/key', message: ofKey }]),
      ...faultsOfProperties(properties),
      ...faultsOfValue(type, value, constraints),
    ]);
  }

  private async faultOfTakenKey(key: string): Promise<string | undefined> {
    const taken = await this.settings.findSummary(key);
    return taken && `the setting ${taken.key} already exists; update it instead`;
  }
}
