/** A reason in words. Words that an operator or a scanner gave, and sentences of older entries, are shown as they are. */
export function reasonText(reason: string): string {
  switch (reason) {
    case 'code_required':
      return $localize`The password was correct, but the two-step sign-in code was missing`;
    case 'connection_closed':
      return $localize`The receiver closed the connection`;
    case 'disabled':
      return $localize`The account is disabled`;
    case 'due_by_schedule':
      return $localize`Scheduled`;
    case 'expired_secret':
      return $localize`The client secret has expired`;
    case 'expires_soon':
      return $localize`It expires soon`;
    case 'export_failed':
      return $localize`The export failed`;
    case 'first_start':
      return $localize`First start of Gatehouse`;
    case 'forbidden_address':
      return $localize`The address is not on the allow list`;
    case 'infected':
      return $localize`Malware was found in the file`;
    case 'invalid_scope':
      return $localize`The requested scope is not granted`;
    case 'key_change_failed':
      return $localize`The signing keys could not be changed`;
    case 'locked':
      return $localize`Sign-in was locked after too many failed attempts`;
    case 'malformed_secret':
      return $localize`Not a client secret`;
    case 'no_signing_key':
      return $localize`No signing key existed yet`;
    case 'overtaken':
      return $localize`Superseded by a newer change`;
    case 'refresh_token_reused':
      return $localize`A refresh token was used twice, so its session was ended`;
    case 'requested_manually':
      return $localize`Requested manually`;
    case 'retention_period_elapsed':
      return $localize`The retention period elapsed`;
    case 'revoked_secret':
      return $localize`The client secret was revoked`;
    case 'scan_incomplete':
      return $localize`A scanner could not finish`;
    case 'too_many_attempts':
      return $localize`Too many failed attempts`;
    case 'unknown_client':
      return $localize`Unknown client`;
    case 'unknown_login':
      return $localize`Unknown login`;
    case 'unknown_or_ended_token':
      return $localize`The refresh token is unknown or its session has ended`;
    case 'wrong_code':
      return $localize`Wrong code`;
    case 'wrong_password':
      return $localize`Wrong password`;
    case 'wrong_secret':
      return $localize`Wrong client secret`;
    case 'PERMISSION_DENIED':
      return $localize`Permission missing`;
    case 'CROSS_SITE_REQUEST':
      return $localize`The request came from another site`;
    case 'BINDING_MISMATCH':
      return $localize`The stored value belongs to another setting or version`;
    case 'DECRYPTION_FAILED':
      return $localize`The stored value could not be decrypted`;
    default:
      return reason;
  }
}
