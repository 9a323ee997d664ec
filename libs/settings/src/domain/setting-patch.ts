import type { SettingConstraints, SettingProperties } from './setting.ts';

type ConstraintPatch = { readonly [Name in keyof SettingConstraints]?: SettingConstraints[Name] | null };

/** Changes of what is known about a setting (RFC 7396): what is not named stays, and `null` brings the default back. */
export interface SettingPatch {
  readonly category?: string | undefined;
  readonly description?: string | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly sensitive?: boolean | null | undefined;
  readonly expiresAt?: Date | null | undefined;
  readonly constraints?: ConstraintPatch | null | undefined;
}

/** The properties after a change. */
export function patchProperties(current: SettingProperties, patch: SettingPatch): SettingProperties {
  const { category, description, tags, sensitive, expiresAt, constraints } = patch;
  return {
    type: current.type,
    category: category ?? current.category,
    description: description === undefined ? current.description : (description ?? ''),
    tags: tags === undefined ? current.tags : (tags ?? []),
    sensitive: sensitive === undefined ? current.sensitive : (sensitive ?? true),
    expiresAt: expiresAt === undefined ? current.expiresAt : expiresAt,
    constraints: patchConstraints(current.constraints, constraints),
  };
}

function patchConstraints(current: SettingConstraints, patch: SettingPatch['constraints']): SettingConstraints {
  if (patch === null) return {};
  const merged: [string, unknown][] = Object.entries({ ...current, ...patch });
  return Object.fromEntries(merged.filter(([, limit]) => limit !== null));
}
