/** RFC 3339, with a zone. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

/** Whether a word is a moment as the commands take it; a word that was left out is. */
export function isMoment(word: string | undefined): boolean {
  return word === undefined || (MOMENT.test(word) && !Number.isNaN(Date.parse(word)));
}
