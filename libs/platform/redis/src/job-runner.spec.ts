import { JobHandler } from '@gatehouse/contracts';
import { describe, expect, it } from 'vitest';
import { handlerOf } from './job-runner.ts';

class ScanHandler extends JobHandler {
  readonly jobName = 'scan-upload';
  async handle(): Promise<void> {
    // nothing to do: only its name counts here
  }
}

describe('handlerOf', () => {
  it('finds the one handler of a job', () => {
    const handler = new ScanHandler();
    expect(handlerOf('scan-upload', [handler])).toBe(handler);
  });

  it('refuses to start a worker whose job has no handler, or two', () => {
    expect(() => handlerOf('scan-upload', [])).toThrow(/no handler/);
    expect(() => handlerOf('scan-upload', [new ScanHandler(), new ScanHandler()])).toThrow(/2 handlers/);
  });
});
