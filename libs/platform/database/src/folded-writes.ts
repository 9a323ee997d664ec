import { PreparedStatement } from './prepared-statement.ts';

const PARAMETER = /\$(\d+)/g;

/**
 * One write of those that an optimistic unit of work sends as a single statement. A guard returns a row unless what it is
 * based on has changed. Every other part selects what it writes from `won`, which has the row of the guard: without that
 * row it writes nothing. Each part numbers its own parameters.
 */
export class WritePart {
  private static made = 0;

  /** Tells parts apart. */
  readonly id = (WritePart.made += 1);
  readonly parameterCount: number;

  constructor(
    readonly text: string,
    /** What the caller hears instead, where the database refuses the part for a reason that is known. */
    readonly explain: (error: unknown) => Error | undefined = () => undefined,
  ) {
    this.parameterCount = Math.max(0, ...Array.from(text.matchAll(PARAMETER), ([, number]) => Number(number)));
  }
}

/** A part with its parameters. */
export interface StagedWrite {
  readonly part: WritePart;
  readonly parameters: readonly unknown[];
}

export interface FoldedWrites {
  readonly statement: PreparedStatement;
  readonly parameters: readonly unknown[];
}

const NO_GUARD: StagedWrite = { part: new WritePart('SELECT'), parameters: [] };
/** As many as there are kinds of changes. */
const statements = new Map<string, PreparedStatement>();

/** All of them as one statement: it answers with one row, and with none when the guard returned none. */
export function foldWrites(guard: StagedWrite | undefined, others: readonly StagedWrite[]): FoldedWrites {
  const staged = [guard ?? NO_GUARD, ...others];
  const key = staged.map(({ part }) => part.id).join();
  const statement = statements.get(key) ?? new PreparedStatement(textOf(staged.map(({ part }) => part)));
  statements.set(key, statement);
  return { statement, parameters: staged.flatMap(({ parameters }) => parameters) };
}

function textOf(parts: readonly WritePart[]): string {
  let before = 0;
  const named = parts.map(({ text, parameterCount }, index) => {
    const offset = before;
    before += parameterCount;
    const renumbered = text.replaceAll(PARAMETER, (_, number: string) => `$${Number(number) + offset}`);
    return `${index === 0 ? 'won' : `part_${index}`} AS (${renumbered})`;
  });
  return `WITH ${named.join(', ')} SELECT FROM won`;
}
