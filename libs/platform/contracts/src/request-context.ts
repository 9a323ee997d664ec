import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from './access.ts';

/** What is known of the request or job being worked on; travels with the async call chain. */
export interface RequestContext {
  readonly requestId: string;
  readonly ip?: string;
  /** A request whose client nobody who is believed names: it has no `ip`, and unlike a job it should have one. */
  readonly addressUnknown?: true;
  readonly userAgent?: string;
  /** Set by the access guard. */
  principal?: Principal;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function runInRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the current call chain; `undefined` outside of requests and jobs (boot, schedules). */
export function currentRequestContext(): RequestContext | undefined {
  return storage.getStore();
}
