import { jestSuite } from '../support/jest-suite.mts';

export default jestSuite('e2e', '*.e2e-spec.ts');
