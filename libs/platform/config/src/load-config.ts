import { type PlatformConfig, platformConfig } from './platform.config.ts';
import { weaknessOf } from './production-rules.ts';
import { type Environment, readRaw } from './read-raw.ts';
import type { ConfigOf, ConfigSection } from './section.ts';
import type { SettingDeclaration } from './setting.ts';

/** Thrown once, with every fault of the configuration by variable name and never with a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`The configuration is invalid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** The parsed sections of one process; frozen. */
export class LoadedConfig {
  constructor(private readonly bySection: ReadonlyMap<ConfigSection, object>) {}

  sections(): readonly ConfigSection[] {
    return [...this.bySection.keys()];
  }

  get<S extends ConfigSection>(section: S): ConfigOf<S> {
    const values = this.bySection.get(section);
    if (!values) throw new Error(`The section ${section.name} was not loaded by this app`);
    return values as ConfigOf<S>;
  }
}

/**
 * Parses all sections once, reports all faults together.
 * @throws ConfigError
 */
export function loadConfig(sections: readonly ConfigSection[], environment: Environment): LoadedConfig {
  const all = new Set<ConfigSection>([platformConfig, ...sections]);
  const faults: string[] = [];
  const secrets = new Map<string, string>();
  const loaded = new Map<ConfigSection, object>();
  // the strictest, until it is known: the platform's own section comes first
  let stage = 'production';

  for (const section of all) {
    const values: Record<string, unknown> = {};
    const before = faults.length;
    for (const [key, declaration] of Object.entries(section.settings)) {
      try {
        const raw = readRaw(declaration, environment);
        values[key] = valueOf(declaration, raw);
        if (stage === 'production' && declaration.secret && raw !== undefined)
          faults.push(...secretFaults(declaration, raw, secrets));
      } catch (error) {
        faults.push(`${declaration.name}: ${(error as Error).message}`);
      }
    }
    if (faults.length === before) faults.push(...section.check(values, stage));
    if (section === platformConfig) stage = (values as Partial<PlatformConfig>).environment ?? stage;
    loaded.set(section, Object.freeze(values));
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return new LoadedConfig(loaded);
}

function valueOf(declaration: SettingDeclaration<unknown>, raw: string | undefined): unknown {
  if (raw !== undefined) return declaration.parse(raw);
  if (declaration.required)
    throw new Error(declaration.secret ? `is required; set it or ${declaration.name}_FILE` : 'is required');
  return declaration.fallback;
}

function secretFaults(
  declaration: SettingDeclaration<unknown>,
  raw: string,
  seen: Map<string, string>,
): readonly string[] {
  const weakness = weaknessOf(raw);
  const twin = seen.get(raw);
  seen.set(raw, declaration.name);
  return [
    ...(weakness ? [`${declaration.name}: ${weakness}`] : []),
    ...(twin && twin !== declaration.name
      ? [`${declaration.name}: is the same secret as ${twin}; use a separate secret for each`]
      : []),
  ];
}
