/** One thing an operator can ask for. */
export interface Command {
  /** As typed: one or two words. */
  readonly name: string;
  readonly summary: string;
  /** @returns the exit code: 0 for done, 1 for a fault that was found */
  run(args: readonly string[]): Promise<number>;
}
