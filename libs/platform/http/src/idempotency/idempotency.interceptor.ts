import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { firstValueFrom, from, type Observable } from 'rxjs';
import {
  currentRequestContext,
  IdempotencyStore,
  type JsonValue,
  SensitiveDigest,
  type StoredResponse,
} from '@gatehouse/contracts';
import { comparableBody } from '../body/body-source.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { IDEMPOTENT_METADATA } from './idempotent.decorator.ts';

const STORED_HEADERS = ['ETag', 'Location'];

/** Answers a repeated `POST` with its first response; key row and effect commit together. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly store: IdempotencyStore,
    private readonly digest: SensitiveDigest,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!this.reflector.get<boolean | undefined>(IDEMPOTENT_METADATA, context.getHandler())) return next.handle();
    const key = idempotencyKeyOf(request);
    if (key === undefined) return next.handle();
    return from(this.answer(request, context.switchToHttp().getResponse<Response>(), key, next));
  }

  private async answer(request: Request, response: Response, key: string, next: CallHandler): Promise<unknown> {
    const stored = await this.store.run(
      { scope: scopeOf(request), key, fingerprint: this.fingerprintOf(request) },
      async () => {
        const body = (await firstValueFrom(next.handle(), { defaultValue: null })) as JsonValue | undefined;
        return {
          status: response.statusCode,
          body: body ?? null,
          headers: headersOf(response),
        } satisfies StoredResponse;
      },
    );
    response.status(stored.status);
    for (const [name, value] of Object.entries(stored.headers)) response.setHeader(name, value);
    if (stored.replayed) response.setHeader('Idempotency-Replayed', 'true');
    return stored.body;
  }

  /** Keyed, because a body may hold a secret short enough to be guessed from a plain digest. */
  private fingerprintOf(request: Request): string {
    const sent = request.body as object | null | undefined;
    const body = (sent ? comparableBody(sent) : null) as JsonValue;
    return this.digest.of({ query: request.originalUrl.split('?')[1] ?? '', body }, 'idempotency');
  }
}

function scopeOf(request: Request): string {
  const principal = currentRequestContext()?.principal;
  return `${principal ? `${principal.kind}:${principal.id}` : 'anonymous'} ${request.method} ${request.path}`;
}

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(
    STORED_HEADERS.map((name) => [name, response.getHeader(name)] as const).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  );
}
