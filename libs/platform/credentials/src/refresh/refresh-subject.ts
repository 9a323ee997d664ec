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

/** A session that can go on, and where it was used from last. */
export interface OpenFamily {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly ipAddress: string | undefined;
  readonly userAgent: string | undefined;
}

/** Who a request says it comes from. */
export interface RequestOrigin {
  readonly ipAddress: string | undefined;
  readonly userAgent: string | undefined;
}
