// The second door of this lib, for tests alone: it stands on the test harness.
export { countRoundTrips, type RoundTrips } from './count-round-trips.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';
