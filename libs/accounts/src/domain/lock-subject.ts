/** Under which name the wrong attempts at a user's account are counted. */
export function lockSubject(userId: string): string {
  return `user:${userId}`;
}
