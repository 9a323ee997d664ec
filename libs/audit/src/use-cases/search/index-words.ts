import { Clock } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { WordIndex } from '../../domain/word-index.ts';

/** A statement of this many entries is far within its time limit. */
const BATCH = 2000;
const LONGEST_TURN_MS = 8000;

/** Makes the words of new entries searchable by index. Until then a search looks through those entries one by one. */
@Injectable()
export class IndexWords {
  constructor(
    private readonly words: WordIndex,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<void> {
    const deadline = this.clock.now().getTime() + LONGEST_TURN_MS;
    while ((await this.words.extend(BATCH)) === BATCH && this.clock.now().getTime() < deadline);
  }
}
