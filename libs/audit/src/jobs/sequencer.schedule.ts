import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { IndexWords } from '../use-cases/search/index-words.ts';
import { RunSequencer } from '../use-cases/sequencer/run-sequencer.ts';
import { attempt } from './attempt.ts';

/** What follows the writers every second. */
@Injectable()
export class SequencerSchedule implements BeforeApplicationShutdown {
  private readonly underWay = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly runSequencer: RunSequencer,
    private readonly indexWords: IndexWords,
  ) {}

  /** A turn that is under way ends before the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.underWay.values());
  }

  @Cron(CronExpression.EVERY_SECOND, { name: 'audit-sequence' })
  sequence(): Promise<void> {
    return this.oneAtATime('sequenced', () => this.runSequencer.execute());
  }

  @Cron(CronExpression.EVERY_SECOND, { name: 'audit-words' })
  makeSearchable(): Promise<void> {
    return this.oneAtATime('made searchable by words', () => this.indexWords.execute());
  }

  /** A turn can take longer than the time until the next. */
  private oneAtATime(what: string, work: () => Promise<unknown>): Promise<void> {
    if (this.stopped) return Promise.resolve();
    const turn = this.underWay.get(what) ?? attempt(what, work).finally(() => this.underWay.delete(what));
    this.underWay.set(what, turn);
    return turn;
  }
}
