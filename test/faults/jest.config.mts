import { jestSuite } from '../support/jest-suite.mts';

// one after the other: they start many processes, and some measure how long a thing takes
export default { ...jestSuite('faults', '*.fault-spec.ts'), maxWorkers: 1 };
