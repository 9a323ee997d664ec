const EVERY_MS = 50;

/** Tries an expectation again until it holds; what it says when the time is over is the failure of the test. */
export async function eventually(withinMs: number, expectation: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      await expectation();
      return;
    } catch (failure) {
      if (performance.now() > deadline) throw failure;
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
