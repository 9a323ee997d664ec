/** Says what an expectation was about when it fails, which Jest's `expect` has no place for. */
export async function about(what: string, expectation: () => Promise<void>): Promise<void> {
  try {
    await expectation();
  } catch (error) {
    const failure = error as Error;
    const said = `${what}: ${failure.message}`;
    // what is printed is the stack, which begins with the message as it was
    failure.stack = failure.stack?.replace(failure.message, () => said) ?? said;
    failure.message = said;
    throw failure;
  }
}
