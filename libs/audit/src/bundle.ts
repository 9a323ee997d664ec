// The second door of this lib, for whoever checks a bundle: it stands on nothing but Node.
export type { BundleFault, BundleReport } from './domain/bundle/bundle-report.ts';
export { verifyBundle, type VerifyBundleOptions } from './domain/bundle/verify-bundle.ts';
export { isCheckpointFault } from './domain/checkpoint.ts';
