/** The raw value of one declared setting, turned into its type; throws `ConfigValueError` with a message that never holds the value. */
export interface SettingDeclaration<T> {
  /** Environment variable. */
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly secret: boolean;
  readonly required: boolean;
  readonly defaultText: string | undefined;
  readonly bounds: string | undefined;
  readonly fallback: T | undefined;
  parse(raw: string): T;
}

export class ConfigValueError extends Error {
  override readonly name = 'ConfigValueError';
}

interface Common<T> {
  readonly description: string;
  readonly default?: T;
}

function declare<T>(
  name: string,
  kind: string,
  options: Common<T>,
  parse: (raw: string) => T,
  more: { secret?: boolean; bounds?: string; defaultText?: string; required?: boolean } = {},
): SettingDeclaration<T> {
  return {
    name,
    kind,
    description: options.description,
    secret: more.secret ?? false,
    required: more.required ?? options.default === undefined,
    defaultText: more.defaultText ?? (options.default === undefined ? undefined : String(options.default)),
    bounds: more.bounds,
    fallback: options.default,
    parse,
  };
}

/** Also as Helm writes 10485760: 1.048576e+07. */
const WHOLE = /^-?\d+(?:\.\d+)?(?:e\+?\d{1,2})?$/i;
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//i;

function parseBounded(raw: string, min: number, max: number, unit: string): number {
  if (SERVICE_LINK.test(raw))
    throw new ConfigValueError(
      'is the address that Kubernetes puts there for a service of this name; set it, or set enableServiceLinks to false',
    );
  const value = WHOLE.test(raw) ? Number(raw) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new ConfigValueError('must be an integer');
  if (value < min || value > max) throw new ConfigValueError(`must be between ${min} and ${max}${unit && ` ${unit}`}`);
  return value;
}

interface IntegerOptions extends Common<number> {
  readonly min: number;
  readonly max: number;
  /** E.g. `bytes`, `seconds`. */
  readonly unit?: string;
}

export const LIST = 'list of texts';
/** Entries without a character that would have to stand in quotes. */
const PLAIN_LIST = /^[^\s,"'[\]{}]+(?:\s*,\s*[^\s,"'[\]{}]+)*\s*,?$/;

function parseList(raw: string): readonly string[] {
  if (PLAIN_LIST.test(raw)) return raw.split(',').flatMap((entry) => entry.trim() || []);
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    throw new ConfigValueError('must be a list: a JSON array of strings, or entries between commas');
  }
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new ConfigValueError('must be a JSON array of strings');
  return value;
}

interface Pattern {
  readonly pattern: RegExp;
  /** What matches it, in words: 'must be …'. */
  readonly form: string;
}

/** How a lib declares one setting: its variable, type, bounds, default and what it is for. */
export const setting = {
  string(name: string, options: Common<string> & Partial<Pattern> & { readonly maxLength?: number }) {
    return declare(name, 'text', options, (raw) => {
      if (raw.length > (options.maxLength ?? 1024))
        throw new ConfigValueError(`must have at most ${options.maxLength ?? 1024} characters`);
      if (options.pattern && !options.pattern.test(raw))
        throw new ConfigValueError(`must be ${options.form ?? `text that matches ${String(options.pattern)}`}`);
      return raw;
    });
  },

  /** A text that may be left out; `undefined` then. */
  optionalString(
    name: string,
    options: { readonly description: string } & Partial<Pattern>,
  ): SettingDeclaration<string | undefined> {
    const text = setting.string(name, options);
    const { description } = options;
    return declare<string | undefined>(name, 'text', { description }, (raw) => text.parse(raw), { required: false });
  },

  integer(name: string, options: IntegerOptions) {
    const unit = options.unit ?? '';
    return declare(
      name,
      unit ? `integer (${unit})` : 'integer',
      options,
      (raw) => parseBounded(raw, options.min, options.max, unit),
      {
        bounds: `${options.min} … ${options.max}`,
      },
    );
  },

  /** A time span in whole seconds. */
  duration(name: string, options: Omit<IntegerOptions, 'unit'>) {
    return setting.integer(name, { ...options, unit: 'seconds' });
  },

  boolean(name: string, options: Common<boolean>) {
    return declare(name, 'boolean', options, (raw) => {
      if (/^(?:true|yes|on|1)$/i.test(raw)) return true;
      if (/^(?:false|no|off|0)$/i.test(raw)) return false;
      throw new ConfigValueError('must be true or false');
    });
  },

  oneOf<const V extends string>(name: string, values: readonly V[], options: Common<NoInfer<V>>) {
    return declare<V>(
      name,
      'choice',
      options,
      (raw) => {
        const found = values.find((value) => value.toLowerCase() === raw.toLowerCase());
        if (found === undefined) throw new ConfigValueError(`must be one of ${values.join(', ')}`);
        return found;
      },
      { bounds: values.join(', ') },
    );
  },

  /** A list of texts, written as a JSON array or with commas: `["https://a.example"]`, `https://a.example,https://b.example`. */
  stringList(name: string, options: Common<readonly string[]>) {
    return declare<readonly string[]>(name, LIST, options, (raw) => Object.freeze(parseList(raw)), {
      ...(options.default && { defaultText: JSON.stringify(options.default) }),
    });
  },

  /**
   * A secret, given as `NAME` or as `NAME_FILE` (the path of a file that holds it).
   * `minBytes` bounds its length; in production a placeholder or a secret under 32 bytes of entropy is refused.
   */
  secret(name: string, options: { readonly description: string; readonly minBytes?: number }) {
    const minBytes = options.minBytes ?? 16;
    const declared = declare<string>(
      name,
      'secret',
      { description: options.description },
      (raw) => {
        if (Buffer.byteLength(raw) < minBytes) throw new ConfigValueError(`must have at least ${minBytes} bytes`);
        return raw;
      },
      { secret: true, bounds: `at least ${minBytes} bytes` },
    );
    return declared;
  },

  optionalSecret(name: string, options: { readonly description: string }): SettingDeclaration<string | undefined> {
    return declare<string | undefined>(name, 'secret', options, (raw) => raw, { secret: true, required: false });
  },
};
