import { GatehouseError } from '@gatehouse/contracts';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { faultOfKey, SETTING_KEY } from '../domain/setting-key.ts';

/** A key in a path that no setting can have is not looked for. */
@Injectable()
export class SettingKeyPipe implements PipeTransform<string, string> {
  transform(key: string): string {
    if (SETTING_KEY.test(key)) return key;
    throw new GatehouseError('SETTING_NOT_FOUND', `No setting has this key: it ${faultOfKey(key)}.`);
  }
}
