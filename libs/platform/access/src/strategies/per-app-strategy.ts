import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Request } from 'express';
import passport from 'passport';

type Done = (error: unknown, caller?: object | null) => void;

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
    private readonly ask: (request: Request, done: Done) => void,
  ) {
    super();
    this.name = `${kind} ${randomUUID()}`;
  }

  override authenticate(request: Request): void {
    this.ask(request, (error, caller) => {
      if (caller) this.success(caller);
      else this.error(error);
    });
  }

  onApplicationShutdown(): void {
    passport.unuse(this.name);
  }
}
