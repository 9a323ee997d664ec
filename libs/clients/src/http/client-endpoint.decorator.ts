import { Public } from '@gatehouse/access';
import { FormBody, RateLimit } from '@gatehouse/http';
import { applyDecorators, Header, HttpCode, Post, type Type, UseInterceptors } from '@nestjs/common';
import { ApiBadRequestResponse, ApiBasicAuth, ApiBody, ApiConsumes, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { ClientAuthentication } from './client-authentication.interceptor.ts';
import { OAuthErrorDto } from './oauth.dto.ts';

/** What the endpoints of clients share: who calls shows itself by client credentials, in a form, JSON or HTTP Basic. */
export function ClientEndpoint(path: string, body: Type<object>): MethodDecorator {
  return applyDecorators(
    Post(path),
    Public(),
    RateLimit('token'),
    FormBody(),
    UseInterceptors(ClientAuthentication),
    HttpCode(200),
    Header('Cache-Control', 'no-store'),
    Header('Pragma', 'no-cache'),
    ApiBasicAuth(),
    ApiConsumes('application/x-www-form-urlencoded', 'application/json'),
    ApiBody({ type: body }),
    ApiBadRequestResponse({ type: OAuthErrorDto }),
    ApiUnauthorizedResponse({ type: OAuthErrorDto }),
  );
}
