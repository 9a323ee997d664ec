import { GatehouseError, type JsonValue, type SealedSecret, type SecretBinding } from '@gatehouse/contracts';
import { canonicalJson } from '@gatehouse/crypto';
import type { GivenValue, UnreadableValue } from './given-value.ts';
import type { SettingType } from './setting-type.ts';

/** Versions are Postgres integers. */
export const MAX_VERSION = 2_147_483_647;

export const SETTING_OPERATIONS = ['create', 'update', 'rollback', 'delete', 'restore'] as const;
export type SettingOperation = (typeof SETTING_OPERATIONS)[number];

/** What a value must satisfy beyond its type. Lengths count characters (code points). */
export interface SettingConstraints {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly (string | number)[];
}

/** Everything about a setting that a user decides, but for its value. */
export interface SettingProperties {
  readonly category: string;
  readonly type: SettingType;
  readonly description: string;
  readonly tags: readonly string[];
  readonly constraints: SettingConstraints;
  /** Whether the value is shown only by a reveal, which is recorded. One that is not sensitive is shown to whoever may list. */
  readonly sensitive: boolean;
  readonly expiresAt: Date | null;
}

export interface SettingContent extends SettingProperties {
  readonly value: GivenValue;
}

/** Content before it was checked. */
export interface SettingInput extends SettingProperties {
  readonly value: GivenValue | UnreadableValue;
}

/** A setting as it is stored: its properties and the sealed value of its current version. */
export interface Setting extends SettingProperties, SealedSecret {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Id of who made the current version; null for the system itself. */
  readonly updatedBy: string | null;
  readonly deletedAt: Date | null;
}

/** What is known of a setting without its value. */
export type SettingSummary = Omit<Setting, keyof SealedSecret>;

/** A setting as lists read it: sealed only when everybody who lists settings may see it. */
export type ListedSetting = SettingSummary &
  (
    | SealedSecret
    | { readonly ciphertext: null; readonly keyId: null; /** Too long for a list. */ readonly isLong?: boolean }
  );

/** Why a value that is not sensitive is not shown. */
export type ValueFault = 'BINDING_MISMATCH' | 'DECRYPTION_FAILED' | 'VALUE_TOO_LONG';

/** A setting as it is shown without a reveal. */
export interface ShownSetting extends SettingSummary {
  /** Null when it is sensitive, or does not open. */
  readonly value: GivenValue | null;
  /** Why a value that may be shown is not. */
  readonly valueFault: ValueFault | null;
}

/** One version of a setting, as it was written. Never changed, and its number is never given again. */
export interface SettingVersion extends SettingProperties, SealedSecret {
  readonly settingId: string;
  readonly version: number;
  readonly operation: SettingOperation;
  readonly actor: string | null;
  readonly requestId: string | null;
  readonly createdAt: Date;
  /** The fields that differ from the version before; null where it was not written down. */
  readonly changed: readonly string[] | null;
  /** The newest older version with the same value; null when none is known. */
  readonly sameValueAs: number | null;
  readonly rolledBackTo: number | null;
  /** When its value was destroyed. */
  readonly destroyedAt: Date | null;
}

/** Which version of which setting a value belongs to. */
export interface SettingPlace {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly type: SettingType;
}

/** Where a sealed value belongs; it stands inside the ciphertext, so that rows cannot be swapped. */
export function bindingOf(place: SettingPlace): SecretBinding {
  return { purpose: 'setting', id: place.id, version: place.version, type: place.type };
}

const PROPERTY_NAMES = ['category', 'type', 'description', 'tags', 'constraints', 'sensitive', 'expiresAt'] as const;

export function propertiesOf(setting: SettingProperties): SettingProperties {
  const { category, type, description, tags, constraints, sensitive, expiresAt } = setting;
  return { category, type, description, tags, constraints, sensitive, expiresAt };
}

export function settingExists(key: string): GatehouseError {
  const message = `The setting ${key} already exists. Update it instead.`;
  return new GatehouseError('SETTING_EXISTS', message, { fields: [{ pointer: '/key', message }] });
}

/** @param found what has the key in another case */
export function settingNotFound(found: Pick<Setting, 'key'> | undefined): GatehouseError {
  const hint = found ? ` There is ${found.key}, which differs in upper and lower case.` : '';
  return new GatehouseError('SETTING_NOT_FOUND', `No setting has this key.${hint}`);
}

export function versionDestroyed(): GatehouseError {
  return new GatehouseError(
    'SETTING_VERSION_DESTROYED',
    'The value of this version was destroyed and cannot come back.',
  );
}

export function versionMismatch(): GatehouseError {
  return new GatehouseError(
    'VERSION_MISMATCH',
    'The setting has changed since you read it. Read it again and reapply your change.',
  );
}

/** Names what differs between two versions, for the audit log; never what it was. */
export function changedProperties(before: SettingProperties, after: SettingProperties): string[] {
  return PROPERTY_NAMES.filter((name) => spelling(before[name]) !== spelling(after[name]));
}

/** Constraints come back from `jsonb` with their names in another order. */
function spelling(property: SettingProperties[(typeof PROPERTY_NAMES)[number]]): string {
  return canonicalJson(property instanceof Date ? property.toISOString() : (property as JsonValue));
}
