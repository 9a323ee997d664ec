import { parseMoment } from '@gatehouse/contracts';
import { ValidateBy } from 'class-validator';
import { faultOfKey } from '../domain/setting-key.ts';
import { LABEL, LABEL_FAULT } from '../domain/text-rules.ts';

type Rule = (value: unknown) => string | undefined;

/** A rule of the domain on a field of a request: it passes, or says what to do. */
function ByRule(name: string, rule: Rule, each = false): PropertyDecorator {
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value) => rule(value) === undefined,
        defaultMessage: (given) => `$property ${faultIn(rule, given?.value, each)}`,
      },
    },
    { each },
  );
}

function faultIn(rule: Rule, value: unknown, each: boolean): string {
  const values: readonly unknown[] = each && Array.isArray(value) ? value : [value];
  return values.map(rule).find((fault) => fault !== undefined) ?? '';
}

export const IsSettingKey = ({ each = false } = {}) =>
  ByRule('settingKey', (key) => (typeof key === 'string' ? faultOfKey(key) : 'must be text'), each);

/** Not `ArrayUnique`, which compares all with all, also where they are far too many: that takes seconds. */
export const NamesEachOnce = () =>
  ByRule('namesEachOnce', (names) =>
    Array.isArray(names) && new Set(names).size < names.length ? 'must not name anything twice' : undefined,
  );

export const IsLabel = ({ each = false } = {}) =>
  ByRule('label', (label) => (typeof label === 'string' && LABEL.test(label) ? undefined : LABEL_FAULT), each);

export const IsMoment = () =>
  ByRule('moment', (moment) =>
    typeof moment === 'string' && parseMoment(moment)
      ? undefined
      : 'must be a time that exists, with its zone, like 2026-01-31T12:00:00Z',
  );
