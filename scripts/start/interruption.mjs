/** How often to look whether the process that started us is still there. */
const WATCH_PARENT_MS = 500;
/** Both `npm` and the terminal pass on one Ctrl-C, so a second signal right after the first is the same wish. */
const SAME_WISH_MS = 1500;

/**
 * Ctrl-C, a termination, a closed terminal, or the end of the process that started us: all mean a clean stop.
 * @param {() => void} onImpatience called when the wish is repeated
 * @returns {AbortSignal} aborted by the first wish
 */
export function interruption(onImpatience) {
  const controller = new AbortController();
  let since = 0;
  const wish = () => {
    if (!controller.signal.aborted) {
      since = Date.now();
      controller.abort(new Error('interrupted'));
    } else if (Date.now() - since > SAME_WISH_MS) {
      onImpatience();
    }
  };
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(name, wish);
  process.once('disconnect', wish);
  process.channel?.unref();
  watchParent(wish);
  return controller.signal;
}

/**
 * A parent that was killed outright says nothing: its child is then handed to another process.
 * @param {() => void} onEnd
 */
function watchParent(onEnd) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onEnd();
  }, WATCH_PARENT_MS);
  timer.unref();
}
