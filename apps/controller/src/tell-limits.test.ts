import { systemClock as clock, newId } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { createLog } from "@millrace/telemetry";
import { makeTeam, testDatabase } from "@millrace/testing";
import { expect, test, vi } from "vitest";
import { tellLimits } from "./tell-limits.ts";

const db = await testDatabase();
const keys = openKeyRing({ kind: "given", keys: ["an installation key that only tests have"] });

test("a share that is reached is mailed to the team's owner, and the log names the team", async () => {
  const { teamId, email } = await makeTeam(db, clock);
  await db.sql(
    `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, notify_at, created_at, updated_at)
     VALUES ($1, $2, 'team', $1, 'requests', 'total', 10, '{80}', now(), now())`,
    [teamId, newId()],
  );
  await db.sql(
    "INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at, requests) VALUES ($1, 'team', $1, 'total', 'epoch', 8)",
    [teamId],
  );
  const lines: string[] = [];
  const log = createLog({ service: "controller" }, { write: (line) => lines.push(line) });
  const stop = tellLimits({ database: db.database, clock, secrets: createSecrets({ keys, clock }), log });
  await vi.waitFor(
    async () => {
      const mails = await db.sql("SELECT recipient, template FROM mails WHERE team_id = $1", [teamId]);
      expect(mails).toEqual([{ recipient: email, template: "limit_reached" }]);
      expect(lines.join("")).toContain(`"teamId":"${teamId}"`);
    },
    { timeout: 10_000, interval: 50 },
  );
  await stop();
});
