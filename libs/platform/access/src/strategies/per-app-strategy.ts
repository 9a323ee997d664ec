import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Request } from 'express';
import passport from 'passport';

type Done = (error: unknown, caller?: object | null) => void;

const strategies = new Map<string, PerAppStrategy>();

/**
 * What `PassportStrategy` makes a strategy of: it asks `validate(request)` who is calling, and an error is the refusal.
 *
 * Each instance has a name of its own. Passport is one object per process, so under a name that two apps share, the app that
 * registered last would answer for both, with its keys and its deny list. A guard takes the name from the instance it is
 * given: `super({ defaultStrategy: strategy.name })`.
 */
export class PerAppStrategy extends passport.Strategy implements OnApplicationShutdown {
  override readonly name: string;

  constructor(
    kind: string,
    /** @internal */
    readonly ask: (request: Request, done: Done) => void,
  ) {
    super();
    this.name = `${kind} ${randomUUID()}`;
    strategies.set(this.name, this);
  }

  onApplicationShutdown(): void {
    strategies.delete(this.name);
    passport.unuse(this.name);
  }
}

/**
 * How passport asks a strategy here. Its own way for Express hangs eight functions on the request and six closures on an
 * object made for the attempt, for redirects, flash messages and sessions, which an API has none of. They also kept each
 * request alive past its answer: collecting the young generation took five times as long (`npm run bench guarded-read`).
 */
passport.framework({
  initialize: () => (_request: unknown, _response: unknown, next: () => void) => next(),
  authenticate: (_passport: unknown, name: unknown, _options: unknown, done?: Done) => (request: Request) => {
    const strategy = strategies.get(String(name));
    if (!strategy || !done)
      throw new Error(`Passport asks strategies that extend PerAppStrategy, and not ${String(name)}`);
    strategy.ask(request, done);
  },
});
