import { randomBytes, randomInt } from 'node:crypto';
import type { JsonObject, JsonValue } from '@gatehouse/contracts';

/** Where a canary was put, and where it may be seen again. */
export interface Origin {
  /** e.g. `createSetting body /value (string)` */
  readonly where: string;
  /** Places that may hold it on purpose. */
  readonly allowed: readonly Place[];
}

export type Place =
  | `table ${string}`
  | 'an answer'
  | 'the body of an error'
  | 'the log'
  | 'a metric'
  | 'an alert'
  | 'a Redis command'
  | 'a Redis key';

export interface Finding {
  readonly origin: string;
  readonly place: Place;
}

const WORD = 'canary7';
const CYRILLIC = 'канарейка';
const BASE64 = 'Q05SWQ';
const DIGITS = '73905';

/** A canary as it is: what was sent, in whatever text it stands. */
const PLAIN = new RegExp(
  [`${WORD}[0-9a-f]{16}`, `${CYRILLIC}[а-я]{10}`, `${BASE64}[A-Za-z0-9]{24}`, `${DIGITS}\\d{10}`].join('|'),
  'g',
);

/** A canary in other clothes. Such a finding names no origin, but nothing may wear them. */
const DISGUISED: readonly (readonly [string, RegExp])[] = [
  [
    'base64',
    new RegExp([0, 1, 2].flatMap((offset) => [WORD, CYRILLIC].map((text) => base64At(text, offset))).join('|')),
  ],
  ['hexadecimal', new RegExp([WORD, CYRILLIC].map((text) => Buffer.from(text).toString('hex')).join('|'), 'i')],
  ['percent encoding', new RegExp(encodeURIComponent(CYRILLIC), 'i')],
  [
    'JSON escapes',
    new RegExp(
      CYRILLIC.split('')
        .map((letter) => `\\\\u0${letter.charCodeAt(0).toString(16)}`)
        .join(''),
      'i',
    ),
  ],
];

/** Makes values that are found again wherever they end, and remembers where each was sent. */
export class Canaries {
  private readonly origins = new Map<string, Origin>();

  get count(): number {
    return this.origins.size;
  }

  /** Small letters and digits, so that it passes for a name or a key. */
  word(origin: Origin): string {
    return this.remember(`${WORD}${randomBytes(8).toString('hex')}`, origin);
  }

  number(origin: Origin): number {
    return Number(this.remember(`${DIGITS}${randomInt(1_000_000_000, 9_999_999_999)}`, origin));
  }

  fraction(origin: Origin): number {
    return Number(`0.${this.remember(`${DIGITS}${randomInt(100_000_000, 999_999_999)}7`, origin)}`);
  }

  unicode(origin: Origin): string {
    const letters = Array.from({ length: 10 }, () => String.fromCharCode(0x430 + randomInt(32))).join('');
    return `🔐 ${this.remember(`${CYRILLIC}${letters}`, origin)}`;
  }

  base64(origin: Origin): string {
    const text = randomBytes(32).toString('base64').replaceAll(/[+/=]/g, 'x').slice(0, 24);
    return `${this.remember(`${BASE64}${text}`, origin)}+/==`;
  }

  /** One secret of every kind that JSON knows; a boolean cannot be told from another one, so it stands inside. */
  everyKind(origin: Origin): readonly (readonly [string, JsonValue])[] {
    const as = (kind: string): Origin => ({ ...origin, where: `${origin.where} (${kind})` });
    return [
      ['text', this.word(as('text'))],
      ['long text', `${this.word(as('long text'))} ${'lorem ipsum '.repeat(80)}`],
      ['unicode', this.unicode(as('unicode'))],
      ['base64', this.base64(as('base64'))],
      ['number', this.number(as('number'))],
      ['fraction', this.fraction(as('fraction'))],
      ['list', [this.word(as('list')), this.number(as('list')), true, null]],
      ['object', this.nested(as('object'))],
    ];
  }

  /** Every canary in a text that may not stand there. */
  findIn(place: Place, text: string): readonly Finding[] {
    const plain = [...text.matchAll(PLAIN)].flatMap(([marker]) => {
      const origin = this.origins.get(marker);
      if (origin?.allowed.includes(place)) return [];
      return [{ origin: origin?.where ?? `${marker}, which was never sent`, place }];
    });
    const disguised = DISGUISED.filter(([, pattern]) => pattern.test(text));
    return [
      ...plain,
      ...disguised.map(([clothes]) => ({ origin: `something in ${clothes}: ${text.slice(0, 200)}`, place })),
    ];
  }

  private nested(origin: Origin): JsonObject {
    return {
      outer: { [this.word(origin)]: true, list: [{ text: this.unicode(origin), number: this.fraction(origin) }] },
    };
  }

  private remember(marker: string, origin: Origin): string {
    this.origins.set(marker, origin);
    return marker;
  }
}

/** What of a text stays the same in base64 when it begins so many bytes after a boundary. */
function base64At(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  return bytes.toString('base64').slice(first, last).replaceAll(/[+/]/g, '[+/_-]');
}
