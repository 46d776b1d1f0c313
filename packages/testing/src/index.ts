export { effort } from "./effort.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { fillTeam, type TenantTable, tenantTables } from "./fill-team.ts";
export { filesWith, tablesWith } from "./find-canary.ts";
export { makeTeam, type TestTeam } from "./make-team.ts";
export { type MortalDatabase, mortalDatabase } from "./mortal-database.ts";
export { discardProduct, type Product, startProduct } from "./start-product.ts";
export { type Program, startProgram } from "./start-program.ts";
export { type TestDatabase, testDatabase } from "./test-database.ts";
