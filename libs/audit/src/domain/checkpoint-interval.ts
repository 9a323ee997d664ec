import type { Clock } from '@gatehouse/contracts';

/** How long new entries wait for a checkpoint. */
export class CheckpointInterval {
  constructor(
    private readonly clock: Clock,
    private readonly seconds: number,
  ) {}

  /** A time that is ahead, or none at all, must not put the next checkpoint off for good. */
  isOver(last: Date | undefined): boolean {
    const age = last ? this.clock.now().getTime() - last.getTime() : Number.POSITIVE_INFINITY;
    const young = age >= 0 && age < this.seconds * 1000;
    return !young;
  }
}
