/** The only source of time for rules that depend on it; tests put a hand-driven one in its place. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
