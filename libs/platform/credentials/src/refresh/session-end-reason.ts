/** Why a session ended, as its row holds it. Rows from before this list may hold `user_disabled`, which is `disabled`. */
export type SessionEndReason =
  | 'logout'
  | 'ended_by_owner'
  | 'ended_by_admin'
  | 'password_changed'
  | 'password_reset'
  | 'role_changed'
  | 'disabled'
  | 'refresh_reuse';
