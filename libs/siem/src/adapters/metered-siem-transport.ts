import { type SiemMessage, type SiemMetrics, SiemTransport } from '../domain/siem-stream.ts';

/** Counts what a transport has delivered, and what it has not. */
export class MeteredSiemTransport extends SiemTransport {
  constructor(
    private readonly transport: SiemTransport,
    private readonly metrics: SiemMetrics,
  ) {
    super();
  }

  override async send(messages: readonly SiemMessage[]): Promise<void> {
    try {
      await this.transport.send(messages);
    } catch (error) {
      this.metrics.countFailure();
      throw error;
    }
    this.metrics.countSent(messages.length);
  }
}
