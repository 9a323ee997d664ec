import { GatehouseError } from '@gatehouse/contracts';
import { answerEarly, ProblemFilter } from '@gatehouse/http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { OAuthError } from '../domain/oauth/oauth-error.ts';
import type { OAuthErrorDto } from './oauth.dto.ts';

/** What can be wrong with a body before anybody looked at its fields. */
const UNREADABLE = new Set([
  'VALIDATION_FAILED',
  'MALFORMED_JSON',
  'JSON_TOO_DEEP',
  'BODY_TOO_LARGE',
  'BODY_NOT_UTF8',
  'UNSUPPORTED_MEDIA_TYPE',
]);

/**
 * Answers clients of OAuth in the words of their standard (RFC 6749, §5.2). Limits and outages, of which it says nothing, are
 * problems as everywhere else.
 */
@Catch()
@Injectable()
export class OAuthErrorFilter implements ExceptionFilter {
  constructor(private readonly problems: ProblemFilter) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const refusal = toOAuthError(error);
    if (!refusal) {
      this.problems.catch(error, host);
      return;
    }
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const isUnknownClient = refusal.code === 'invalid_client';
    if (isUnknownClient) response.setHeader('WWW-Authenticate', 'Basic realm="gatehouse", charset="UTF-8"');
    response.setHeader('Cache-Control', 'no-store').setHeader('Pragma', 'no-cache');
    response.status(isUnknownClient ? 401 : 400).type('json');
    const body: OAuthErrorDto = { error: refusal.code, error_description: refusal.description };
    answerEarly(http.getRequest<Request>(), response, JSON.stringify(body));
  }
}

function toOAuthError(error: unknown): OAuthError | undefined {
  if (error instanceof OAuthError) return error;
  if (error instanceof GatehouseError && UNREADABLE.has(error.code))
    return new OAuthError(
      'invalid_request',
      ['Send form-encoded data or JSON.', error.message, ...faultsOf(error)].join(' '),
    );
  return undefined;
}

function faultsOf({ fields }: GatehouseError): readonly string[] {
  return fields.map(({ message }) => message);
}
