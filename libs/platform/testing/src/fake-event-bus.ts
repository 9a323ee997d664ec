import { EventBus, type EventMap, type EventName } from '@gatehouse/contracts';

type Listener = (payload: never) => void;

/** Delivers at once, within this process. */
export class FakeEventBus extends EventBus {
  readonly published: { readonly name: EventName; readonly payload: EventMap[EventName] }[] = [];
  private readonly listeners = new Map<EventName, Listener[]>();

  publish<N extends EventName>(name: N, payload: EventMap[N]): Promise<void> {
    this.published.push({ name, payload });
    for (const listener of this.listeners.get(name) ?? []) listener(payload as never);
    return Promise.resolve();
  }

  subscribe<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }
}
