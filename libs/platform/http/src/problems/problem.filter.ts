import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { currentRequestContext } from '@gatehouse/contracts';
import { answerEarly } from '../body/answer-early.ts';
import { allowedMethods } from './allowed-methods.ts';
import { classifyError, type Refusal } from './classify-error.ts';
import { PROBLEM_CONTENT_TYPE, toProblem } from './problem.ts';

/** Answers every error as a problem; the only place where an error becomes a response. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(error: unknown, request: Request, response: Response): void {
    const refusal = this.refine(classifyError(error), request, response);
    const problem = toProblem(refusal, currentRequestContext()?.requestId ?? randomUUID());
    if (problem.status >= 500) this.logger.error({ err: error, code: problem.code }, 'The request failed');
    if (response.headersSent) {
      // Half an answer cannot be turned into an error: breaking the connection is the only honest sign left.
      response.destroy();
      return;
    }
    for (const name of ['ETag', 'Content-Disposition', 'Content-Length', 'Content-Encoding'])
      response.removeHeader(name);
    response.setHeader('Cache-Control', 'no-store');
    if (problem.status === 401) response.setHeader('WWW-Authenticate', challengeFor(refusal));
    if (refusal.retryAfter !== undefined)
      response.setHeader('Retry-After', String(Math.max(1, Math.ceil(refusal.retryAfter))));
    response.status(problem.status).setHeader('Content-Type', `${PROBLEM_CONTENT_TYPE}; charset=utf-8`);
    answerEarly(request, response, JSON.stringify(problem));
  }

  /** A path that is known for other methods is 405 with `Allow`, not 404 (RFC 9110, 15.5.6). */
  private refine(refusal: Refusal, request: Request, response: Response): Refusal {
    if (refusal.code !== 'NOT_FOUND') return refusal;
    const methods = allowedMethods(request);
    if (methods.length === 0 || methods.includes(request.method)) return refusal;
    response.setHeader('Allow', methods.join(', '));
    return { code: 'METHOD_NOT_ALLOWED', detail: `This URL supports ${methods.join(', ')}.` };
  }
}

/** RFC 6750, section 3: the error is named only when a token was sent. */
function challengeFor(refusal: Refusal): string {
  return refusal.code === 'TOKEN_INVALID'
    ? 'Bearer realm="gatehouse", error="invalid_token"'
    : 'Bearer realm="gatehouse"';
}
