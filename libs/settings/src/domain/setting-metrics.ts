import type { SettingType } from './setting-type.ts';

export const OBSERVED_OPERATIONS = [
  'create',
  'update',
  'rollback',
  'delete',
  'restore',
  'reveal',
  'resolve',
  'export',
  'import',
  'category_rollback',
  'destroy',
] as const;
export type ObservedOperation = (typeof OBSERVED_OPERATIONS)[number];

/** What operators watch. */
export abstract class SettingMetrics {
  /** Counts the operation by how it ended. */
  abstract observe<T>(operation: ObservedOperation, work: () => Promise<T>): Promise<T>;
  abstract timeCrypto<T>(operation: 'encrypt' | 'decrypt', work: () => T): T;
  abstract countCryptoFailure(operation: 'encrypt' | 'decrypt', reason: string): void;
  abstract countInvalidValue(type: SettingType): void;
  abstract observeViewAge(milliseconds: number): void;
}
