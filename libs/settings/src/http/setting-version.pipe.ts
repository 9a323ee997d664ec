import { GatehouseError } from '@gatehouse/contracts';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { MAX_VERSION } from '../domain/setting.ts';

/** A number in a path that no version can have is not looked for. */
@Injectable()
export class SettingVersionPipe implements PipeTransform<string, number> {
  transform(given: string): number {
    const version = /^[1-9]\d{0,9}$/.test(given) ? Number(given) : Number.NaN;
    if (version <= MAX_VERSION) return version;
    throw new GatehouseError('SETTING_VERSION_NOT_FOUND', 'The setting has no version with this number.');
  }
}
