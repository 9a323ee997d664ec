export type SubjectKind = 'user' | 'partner';

/** Whom a session belongs to. */
export interface RefreshSubject {
  readonly kind: SubjectKind;
  readonly id: string;
}

/** All refresh tokens that follow from one sign-in: the session. */
export interface RefreshFamily {
  readonly id: string;
  readonly subject: RefreshSubject;
}
