export const SETTING_TYPES = ['string', 'email', 'url', 'number', 'boolean', 'json', 'pem'] as const;
export type SettingType = (typeof SETTING_TYPES)[number];

/** Types whose value is text; the values of the others are written as JSON. */
export const TEXT_TYPES: readonly SettingType[] = ['string', 'email', 'url', 'pem'];

export function isTextType(type: SettingType): boolean {
  return TEXT_TYPES.includes(type);
}
