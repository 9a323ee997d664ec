import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 90_000;
/** So many ends before it was ever healthy are no accident. */
const HOPELESS_ENDS = 4;

/**
 * Waits until a process answers its health question.
 * @param {string} name @param {string} url
 * @param {{ quickEnds: number, lastLines(): string, log: string }} child
 * @param {AbortSignal} signal
 */
export async function waitUntilHealthy(name, url, child, signal) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isHealthy(url))) {
    signal.throwIfAborted();
    if (child.quickEnds >= HOPELESS_ENDS) throw new Error(`the ${name} ends at once:\n${child.lastLines()}`);
    if (Date.now() > deadline) throw new Error(`the ${name} does not become healthy: see ${child.log}`);
    await delay(100);
  }
}

/** Whether a health question is answered well. @param {string} url */
export async function isHealthy(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
