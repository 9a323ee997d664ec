import { parseArgs } from 'node:util';
import { SERVICE_SCOPES } from '@gatehouse/contracts';

/** What was typed after `service-accounts create`. */
export interface NewAccountWords {
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly ipAllowList: readonly string[];
  readonly label: string;
  readonly days: number | undefined;
}

const secretOptions = { label: { type: 'string' }, days: { type: 'string' } } as const;
const accountOptions = {
  ...secretOptions,
  scope: { type: 'string', multiple: true },
  'allow-ip': { type: 'string', multiple: true },
  description: { type: 'string' },
} as const;

/** @returns what is wrong, in words, for a line that cannot be meant */
export function newAccountWords(args: readonly string[]): NewAccountWords | string {
  return understood(() => {
    const { values, positionals } = parseArgs({ args: [...args], options: accountOptions, allowPositionals: true });
    const scopes = listed(values.scope);
    const unknown = scopes.find((scope) => !SERVICE_SCOPES.some((known) => known === scope));
    if (unknown !== undefined) return `Unknown scope ${unknown}. Available: ${SERVICE_SCOPES.join(', ')}.`;
    if (scopes.length === 0) return `Grant at least one scope with --scope: ${SERVICE_SCOPES.join(', ')}.`;
    const days = daysOf(values.days);
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) return 'Give exactly one name; quote it if it contains spaces.';
    if (Number.isNaN(days)) return '--days must be a whole number.';
    const { description = '', label = '' } = values;
    return { name, description, scopes, ipAllowList: listed(values['allow-ip']), label, days };
  });
}

/** @returns what is wrong, in words, for a line that cannot be meant */
export function newSecretWords(args: readonly string[]): Pick<NewAccountWords, 'name' | 'label' | 'days'> | string {
  return understood(() => {
    const { values, positionals } = parseArgs({ args: [...args], options: secretOptions, allowPositionals: true });
    const days = daysOf(values.days);
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) return 'Give exactly one name; quote it if it contains spaces.';
    if (Number.isNaN(days)) return '--days must be a whole number.';
    return { name, label: values.label ?? '', days };
  });
}

function understood<T>(read: () => T | string): T | string {
  try {
    return read();
  } catch (error) {
    // parseArgs says which option it does not know
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

/** `--scope a --scope b`, `--scope a,b` and `--scope "a b"` mean the same. */
function listed(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => value.split(/[\s,]+/)).filter((word) => word !== '');
}

function daysOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,4}$/.test(text) ? Number(text) : NaN;
}
