/**
 * What is meant by the text of a variable. `docker run --env-file` and systemd hand on what a `.env` file of another tool has
 * around it: quotes, and the carriage return of Windows.
 */
export function givenText(raw: string): string {
  const text = raw.trim();
  return /^(["'])(.*)\1$/s.exec(text)?.[2]?.trim() ?? text;
}
