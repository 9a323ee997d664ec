import { parseSinkAddress } from '../audit.config.ts';
import { type CheckpointSink, NoCheckpointSink } from '../domain/checkpoint-sink.ts';
import { FileCheckpointSink } from './file-checkpoint-sink.ts';
import { WebhookCheckpointSink } from './webhook-checkpoint-sink.ts';

/** @param setting `AUDIT_CHECKPOINT_SINK`, which the configuration has checked */
export function createCheckpointSink(setting: string | undefined): CheckpointSink {
  const address = parseSinkAddress(setting);
  switch (address?.kind) {
    case 'file':
      return new FileCheckpointSink(address.folder);
    case 'webhook':
      return new WebhookCheckpointSink(address.url);
    case 'none':
      return new NoCheckpointSink();
    case undefined:
      throw new Error('AUDIT_CHECKPOINT_SINK is no address of a sink');
  }
}
