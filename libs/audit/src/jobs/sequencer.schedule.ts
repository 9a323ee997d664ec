import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { IndexWords } from '../use-cases/search/index-words.ts';
import { RunSequencer } from '../use-cases/sequencer/run-sequencer.ts';

/** Follows the writers closely. Every worker looks by itself; one of them does what is due. */
@Injectable()
export class SequencerSchedule extends Schedule {
  constructor(runSequencer: RunSequencer, indexWords: IndexWords) {
    super([
      { name: 'audit-sequence', when: { everyMs: 1000 }, work: () => runSequencer.execute() },
      { name: 'audit-words', when: { everyMs: 1000 }, work: () => indexWords.execute() },
    ]);
  }
}
