import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { FORM_BODY_METADATA } from './form-body.decorator.ts';
import { isForm, readFormBody } from './read-form-body.ts';
import { readJsonBody } from './read-json-body.ts';
import { STREAMED_BODY_METADATA } from './streamed-body.decorator.ts';

const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Reads the body only after the guards have let the request in, so that a caller without rights costs no memory.
 * Hence the app is made with `bodyParser: false`.
 */
@Injectable()
export class JsonBodyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const streamed = this.reflector.get<boolean | undefined>(STREAMED_BODY_METADATA, context.getHandler());
    if (!streamed && !WITHOUT_BODY.has(request.method)) request.body = await this.readBody(request, context);
    return next.handle();
  }

  private readBody(request: Request, context: ExecutionContext): Promise<Record<string, unknown> | undefined> {
    const takesForms = this.reflector.get<boolean | undefined>(FORM_BODY_METADATA, context.getHandler());
    return takesForms && isForm(request) ? readFormBody(request) : readJsonBody(request);
  }
}
