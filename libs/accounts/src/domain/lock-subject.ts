/** What the names of all users begin with, under which wrong attempts are counted. */
export const USER_LOCKS = 'user:';

/** Under which name the wrong attempts at a user's account are counted. */
export function lockSubject(userId: string): string {
  return `${USER_LOCKS}${userId}`;
}

/** Whose account it is. */
export function userOfLock(subject: string): string {
  return subject.slice(USER_LOCKS.length);
}
