import { FakeFileStore } from './fake-file-store.ts';
import { describeFileStore } from './file-store.contract.ts';

describeFileStore('FakeFileStore', () => new FakeFileStore());
