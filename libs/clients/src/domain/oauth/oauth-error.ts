export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'unsupported_token_type';

/** A refusal in the words of RFC 6749, §4.1.2.1 and §5.2, and RFC 7009, §2.2.1, for the routes that clients of that standard call. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly code: OAuthErrorCode,
    /** Shown to the caller as `error_description`. */
    readonly description: string,
  ) {
    super(description);
  }
}

/** One answer, whatever was wrong with the client, its secret or its address. */
export function invalidClient(): OAuthError {
  return new OAuthError('invalid_client', 'The client could not be authenticated.');
}
