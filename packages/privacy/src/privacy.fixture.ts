import { createSecrets, openKeyRing } from "@millrace/secrets";
import { fakeClock, makeTeam, type TestDatabase, type TestTeam } from "@millrace/testing";
import type { Body } from "./bodies/body.ts";
import type { PrivacyContext, PrivacySystemContext } from "./context.ts";
import { firstBytes } from "./rules/first-bytes.ts";

export const DAY_MS = 24 * 3_600_000;

/** A database with secrets and a clock whose hands the test moves. */
export function privacyOf(db: TestDatabase) {
  const clock = fakeClock();
  const keys = openKeyRing({ kind: "given", keys: ["an installation key that only tests have"] });
  const system: PrivacySystemContext = {
    database: db.database,
    clock,
    secrets: createSecrets({ keys, clock }),
  };
  const as = (team: TestTeam, role: string): PrivacyContext => ({
    ...team.as(role),
    clock,
    secrets: system.secrets,
  });
  return { clock, system, as, newTeam: () => makeTeam(db, clock) };
}

export function bodyOf(requestId: string, at: Date, text = '{"input":"a secret recipe"}'): Body {
  const asked = firstBytes(text, 1_000);
  return { requestId, at, request: asked, answer: firstBytes('{"data":[]}', 1_000) };
}
