import type { SettingDeclaration } from './setting.ts';

export type SettingDeclarations = Readonly<Record<string, SettingDeclaration<unknown>>>;

/** The settings of one lib, under one injection token. */
export interface ConfigSection<D extends SettingDeclarations = SettingDeclarations> {
  readonly name: string;
  readonly token: symbol;
  readonly settings: D;
  /** A rule that spans several settings; returns what is wrong, naming the variables and never the values. */
  check(config: ConfigValues<D>, environment: string): readonly string[];
}

type ConfigValues<D extends SettingDeclarations> = {
  readonly [K in keyof D]: D[K] extends SettingDeclaration<infer T> ? T : never;
};

/** The frozen object that a section becomes. */
export type ConfigOf<S> = S extends ConfigSection<infer D> ? ConfigValues<D> : never;

/**
 * Declares the settings of a lib.
 * @param check rules across settings, e.g. an inequality between two time spans, or what production demands
 */
export function defineConfig<const D extends SettingDeclarations>(
  name: string,
  settings: D,
  check?: (config: ConfigValues<D>, environment: string) => readonly string[],
): ConfigSection<D> {
  return { name, token: Symbol(`config:${name}`), settings, check: check ?? (() => []) };
}
