import { readLimited } from '@gatehouse/http';
import { setTimeout as wait } from 'node:timers/promises';
import { CheckpointSink } from '../domain/checkpoint-sink.ts';

const TIMEOUT_MS = 5000;
const PAUSES_MS = [200, 1000];
const MAX_BYTES = 64 * 1024;
/** Answers of a receiver that takes notes and gives none back. */
const NOTHING_TO_READ = [204, 404, 405, 501];

/** Posts each note as `text/plain` to an address; a GET of it gives the newest one back, if the receiver can do that. */
export class WebhookCheckpointSink extends CheckpointSink {
  readonly configured = true;
  readonly place: string;

  constructor(
    private readonly url: string,
    private readonly send: typeof fetch = fetch,
  ) {
    super();
    // what stands behind the host may be a capability
    this.place = new URL(url).origin;
  }

  override async publish(note: string): Promise<void> {
    for (const pause of [...PAUSES_MS, undefined]) {
      const failure = await this.post(note);
      if (failure === undefined) return;
      if (pause === undefined) throw new Error(`The checkpoint could not be sent to ${this.place}: ${failure}`);
      await wait(pause);
    }
  }

  override async last(): Promise<string | undefined> {
    const response = await this.request({ method: 'GET', headers: { accept: 'text/plain' } });
    if (NOTHING_TO_READ.includes(response.status)) return undefined;
    if (!response.ok) throw new Error(`The last checkpoint cannot be read from ${this.place}: ${response.status}`);
    const text = await readLimited(response, MAX_BYTES).catch((cause: unknown) => {
      throw new Error(`${this.place} responded with something other than a checkpoint`, { cause });
    });
    return text === '' ? undefined : text;
  }

  /** @returns what went wrong, in words that quote neither address nor answer */
  private async post(note: string): Promise<string | undefined> {
    try {
      const headers = { 'content-type': 'text/plain; charset=utf-8' };
      const response = await this.request({ method: 'POST', headers, body: note });
      await response.body?.cancel();
      return response.ok ? undefined : `it responded with ${response.status}`;
    } catch (error) {
      return (error as Error).name === 'TimeoutError' ? 'timed out waiting for a response' : 'it cannot be reached';
    }
  }

  private request(init: RequestInit): Promise<Response> {
    return this.send(this.url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  }
}
