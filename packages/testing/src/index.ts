export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { makeTeam, type TestTeam } from "./make-team.ts";
export { type TestDatabase, testDatabase } from "./test-database.ts";
