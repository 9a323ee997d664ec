/** How far the stream has come. `replays` counts the times that an operator has set it back. */
export interface SiemPosition {
  /** The last index that the receiver has taken; -1 before the first. */
  readonly position: bigint;
  readonly fence: bigint;
  readonly replays: bigint;
}

export abstract class SiemCursor {
  abstract load(): Promise<SiemPosition>;
  /** @returns false when a younger leader or a replay has come in between: then nothing is changed */
  abstract advance(next: SiemPosition): Promise<boolean>;
  /** In the transaction of its audit entry. */
  abstract rewind(position: bigint): Promise<void>;
}

export interface SiemMessage {
  readonly type: string;
  /** UTC, six digits. */
  readonly timestamp: string;
  /** RFC 5424, 6.2.1: 0 to 7. */
  readonly severity: number;
  /** One line of JSON. */
  readonly body: string;
}

export abstract class SiemTransport {
  /** Resolves when the receiver has all of them. Throws when that is not sure: they are sent again then. */
  abstract send(messages: readonly SiemMessage[]): Promise<void>;
}

export interface SiemLag {
  readonly entries: number;
  /** Age of the oldest one. */
  readonly seconds: number;
}

export abstract class SiemMetrics {
  abstract countSent(entries: number): void;
  abstract countFailure(): void;
  abstract observeLag(lag: SiemLag): void;
}
