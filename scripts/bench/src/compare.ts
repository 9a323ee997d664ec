import type { Contest, Rounds, RowResult, Sample, Side } from './bench-row.ts';

/**
 * Lets both sides work in turns, so that whatever else the machine does hits both; who begins changes with every round. The
 * share is the median of the shares of the rounds, after one that does not count: code is compiled and pools are filled in it.
 */
export async function compare(
  { product, floor }: Contest,
  { count, eachMs }: Rounds,
): Promise<Omit<RowResult, 'name' | 'figures'>> {
  const sides = { floor: () => sample(floor, eachMs), product: () => sample(product, eachMs) };
  await sides.floor();
  await sides.product();
  const rounds: { product: Sample; floor: Sample }[] = [];
  for (let index = 0; index < count; index += 1) {
    if (index % 2 === 0) {
      const first = await sides.floor();
      rounds.push({ floor: first, product: await sides.product() });
    } else {
      const first = await sides.product();
      rounds.push({ product: first, floor: await sides.floor() });
    }
  }
  const shares = rounds.map((round) => round.product.perSecond / round.floor.perSecond);
  return {
    product: middle(rounds.map((round) => round.product)),
    floor: middle(rounds.map((round) => round.floor)),
    share: median(shares),
    worst: Math.min(...shares),
    best: Math.max(...shares),
    cpuShare: median(rounds.map((round) => round.floor.cpuMicros / round.product.cpuMicros)),
    rounds,
  };
}

async function sample(side: Side, milliseconds: number): Promise<Sample> {
  const [startedAt, cpuBefore] = [performance.now(), process.threadCpuUsage()];
  const done = await side(milliseconds);
  const { user, system } = process.threadCpuUsage(cpuBefore);
  return { perSecond: done / ((performance.now() - startedAt) / 1000), cpuMicros: (user + system) / done };
}

function middle(samples: readonly Sample[]): Sample {
  return {
    perSecond: median(samples.map(({ perSecond }) => perSecond)),
    cpuMicros: median(samples.map(({ cpuMicros }) => cpuMicros)),
  };
}

/** Does something over and over in this process, so many at a time. */
export function lanes(count: number, work: () => Promise<unknown>): Side {
  return async (milliseconds) => {
    const startedAt = performance.now();
    let done = 0;
    const lane = async () => {
      while (performance.now() - startedAt < milliseconds) {
        await work();
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: count }, lane));
    return done;
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [below, above] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (below === undefined || above === undefined) throw new Error('There is no median of nothing.');
  return (below + above) / 2;
}
