import type { Context, SystemContext } from "@millrace/db";
import type { Secrets } from "@millrace/secrets";

/** What a verb gets that opens what is sealed, for somebody. */
export type PrivacyContext = Context & { secrets: Secrets };

/** The same for the installation. */
export type PrivacySystemContext = SystemContext & { secrets: Secrets };
