export { BUNDLE_FORMAT, type BundleLine, MAX_LINE_BYTES, parseBundleLine, writeBundleLine } from './bundle-format.ts';
export type { BundleFault, BundleReport } from './bundle-report.ts';
export {
  type Checkpoint,
  CheckpointError,
  checkpointText,
  isCheckpointFault,
  NO_CHECKPOINT,
  noteHash,
  openCheckpoint,
  parseCheckpointText,
  verifyCheckpointNote,
} from './checkpoint.ts';
export { isWellFormedLeaf, type LeafContent, leafData, leafHashOf } from './leaf.ts';
export { tileLeaves, tilePath, tilePathSpans } from './tile-proof.ts';
export { verifyBundle, type VerifyBundleOptions } from './verify-bundle.ts';
