/**
 * Which of several installations this is. What leaves the process for a place that another one may share (cookies of a host,
 * an authenticator app, a Redis, a Prometheus) carries its name.
 */
export class Installation {
  /** Lower-case letters, digits and hyphens: it fits into every such name as it is. */
  constructor(readonly name: string) {}
}
