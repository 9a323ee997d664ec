import { Clock, Installation } from '@gatehouse/contracts';
import { type PlatformConfig, platformConfig } from '@gatehouse/config';
import { basePathOf, type HttpConfig, httpConfig } from '@gatehouse/http';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const NAME = 'gatehouse-refresh';

/**
 * The cookie that keeps a browser signed in. No script can read it, no other site can send it, and with the `__Host-` prefix no
 * sister domain can set it (RFC 6265bis §4.1.3). Only plain HTTP in development has to do without `Secure` and prefix.
 */
@Injectable()
export class RefreshCookie {
  constructor(
    @Inject(platformConfig.token) private readonly platform: PlatformConfig,
    @Inject(httpConfig.token) private readonly http: HttpConfig,
    private readonly installation: Installation,
    private readonly clock: Clock,
  ) {}

  /** Java's CookieManager sends cookies with a lifetime back in quotes, as RFC 2965 had it; RFC 6265 §4.1.1 still allows them. */
  read(request: Request): string | undefined {
    return parseCookie(request.headers.cookie ?? '')[this.attributes(request).name]?.replace(/^"(.*)"$/, '$1');
  }

  set(request: Request, response: Response, token: { readonly token: string; readonly expiresAt: Date }): void {
    const maxAge = Math.floor((token.expiresAt.getTime() - this.clock.now().getTime()) / 1000);
    append(response, { ...this.attributes(request), value: token.token, maxAge });
  }

  clear(request: Request, response: Response): void {
    append(response, { ...this.attributes(request), value: '', maxAge: 0 });
  }

  private attributes(request: Request) {
    const secure = this.platform.environment !== 'development' || request.secure;
    // the prefix asks for the whole host (RFC 6265bis §4.1.3.2)
    const path = secure ? '/' : `${basePathOf(this.http)}/`;
    // browsers share cookies between the ports of a host
    const own = `${NAME}-${this.installation.name}`;
    return { name: secure ? `__Host-${own}` : own, path, httpOnly: true, sameSite: 'strict', secure } as const;
  }
}

function append(response: Response, cookie: SetCookie): void {
  response.append('Set-Cookie', stringifySetCookie(cookie));
}
