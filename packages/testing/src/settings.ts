import { join } from "node:path";

export const TEMPLATE = "template_millrace";
export const TEST_SECRET = "only-for-tests-on-loopback";
export const MIGRATIONS_FOLDER = join(import.meta.dirname, "../../../prisma/migrations");
