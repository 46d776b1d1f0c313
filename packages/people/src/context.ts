import type { SystemContext } from "@millrace/db";
import type { Secrets } from "@millrace/secrets";

/** What a verb gets that seals what it keeps, or sends mail. */
export type PeopleContext = SystemContext & { secrets: Secrets };
