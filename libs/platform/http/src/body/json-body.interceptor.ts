import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { exactJsonFields } from '../exact-json.decorator.ts';
import { FORM_BODY_METADATA } from './form-body.decorator.ts';
import { isForm, readFormBody } from './read-form-body.ts';
import { readJsonBody, refuseFields } from './read-json-body.ts';
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

  private async readBody(request: Request, context: ExecutionContext): Promise<Record<string, unknown> | undefined> {
    const takesForms = this.reflector.get<boolean | undefined>(FORM_BODY_METADATA, context.getHandler());
    if (takesForms) return isForm(request) ? readFormBody(request) : readJsonBody(request);
    const { isTaken, kept } = bodyOf(context);
    const body = await readJsonBody(request, kept);
    // what a route does not look at would be lost without a word
    if (body && !isTaken) refuseFields(body);
    return body;
  }
}

/** Whether a route has a `@Body()`, and which members of it are kept as their text. */
function bodyOf(context: ExecutionContext): { readonly isTaken: boolean; readonly kept: readonly string[] } {
  const [controller, { name }] = [context.getClass(), context.getHandler()];
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { readonly index: number }
  >;
  const [, body] = Object.entries(parameters).find(([key]) => key.startsWith(`${RouteParamtypes.BODY}:`)) ?? [];
  if (!body) return { isTaken: false, kept: [] };
  const types = Reflect.getMetadata(
    'design:paramtypes',
    controller.prototype as object,
    name,
  ) as readonly Type<object>[];
  const type = types[body.index];
  return { isTaken: true, kept: type ? exactJsonFields(type) : [] };
}
