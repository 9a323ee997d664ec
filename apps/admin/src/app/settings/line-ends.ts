/** A text field knows only `\n`. What was edited gets the line ends of what it was filled with, where those were of one kind. */
export function withLineEndsOf(original: string, edited: string): string {
  const windows = original.includes('\r\n') && !/(?:^|[^\r])\n|\r(?!\n)/.test(original);
  return windows ? edited.replace(/\r?\n/g, '\r\n') : edited;
}
