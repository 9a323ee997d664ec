import { DistributedLock, type LockOptions, type LockOutcome } from '@gatehouse/contracts';

/** Counts fences as Redis does. `held`: somebody else has it for longer than anybody waits; `unavailable`: there is no Redis. */
export class FakeDistributedLock extends DistributedLock {
  /** What was asked for. */
  readonly asked: string[] = [];
  private readonly kept = new Set<string>();
  private fence = 0;

  constructor(public state: 'free' | 'held' | 'unavailable' = 'free') {
    super();
  }

  override async withLock<T>(
    name: string,
    { fenceFloor, keep = false }: LockOptions,
    work: (fence: number | undefined) => Promise<T>,
  ): Promise<LockOutcome<T>> {
    this.asked.push(name);
    if (this.state === 'held' || this.kept.has(name)) return { acquired: false };
    if (this.state === 'unavailable') return { acquired: true, value: await work(undefined) };
    this.fence = Math.max(this.fence, (await fenceFloor?.()) ?? 0) + 1;
    const value = await work(this.fence);
    if (keep) this.kept.add(name);
    return { acquired: true, value };
  }
}
