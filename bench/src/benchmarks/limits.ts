import { setTimeout as delay } from "node:timers/promises";
import { newId } from "@millrace/kernel";
import pg from "pg";
import type { Benchmark, Scenario, Subject } from "../benchmark.ts";
import { startLoad } from "../load/load.ts";
import { prepared, until } from "../prepared.ts";
import { embeddingTarget, type Installation, installation } from "../product/installation.ts";
import { equalTexts } from "../texts.ts";

const TEXTS = 512;
const SEED = 4_711;
const CLIENTS = [1, 32];
const ADDED_MS_MAX = 0.3;
/** A limit is known to a node within two seconds. */
const KNOWN_MS = 3_000;
/** So high that nothing is refused: what is measured is the asking. */
const HIGH = "1000000000000000000";

const LIMITS = [
  ["key", "requests", "minute"],
  ["key", "tokens", "minute"],
  ["key", "spend", "month"],
  ["key", "concurrency", "now"],
  ["team", "spend", "month"],
] as const;

/** What limits add to a request that they let through. */
export const limits: Benchmark = {
  name: "limits",
  method: `Through HTTP, the same deployment, one text of 14 words a request: while the key has limits on requests and tokens a minute, spend a month and concurrency and its team one on its spend, against while there are none; closed loop from a process of its own, keep-alive.`,
  pace: { rounds: 9, warmUpMs: 300, measureMs: 2_000 },
  prepare: () =>
    prepared(async (started): Promise<Scenario[]> => {
      const millrace = await installation();
      const load = until(started, startLoad());
      const team = until(started, await openTeam(millrace));
      const target = embeddingTarget(millrace, millrace.first.name, equalTexts(TEXTS, SEED));
      return CLIENTS.map((clients) => {
        const subject = (name: string, isLimited: boolean): Subject => ({
          name,
          measure: async (timing) => {
            await team.hold(isLimited);
            return load.closed(target, clients, timing);
          },
        });
        return {
          name: `${clients} client${clients === 1 ? "" : "s"}`,
          metrics: [
            {
              name: "p50Ms",
              against: "difference",
              ...(clients === 1 ? { wanted: { atMost: ADDED_MS_MAX } } : {}),
            },
            { name: "p99Ms", against: "difference" },
            { name: "perSecond", against: "ratio" },
          ],
          subjects: [subject("with limits", true), subject("without", false)],
        };
      });
    }),
};

type Team = {
  /** Sets the limits, or removes them, and waits until the node knows. */
  hold(isLimited: boolean): Promise<void>;
  stop(): Promise<void>;
};

/** The team and the key that the first start made. */
async function openTeam({ product }: Installation): Promise<Team> {
  const owner = new pg.Client({ connectionString: product.databaseUrl });
  await owner.connect();
  const { rows } = await owner.query("SELECT team_id, id FROM api_keys ORDER BY created_at LIMIT 1");
  const { team_id: teamId, id: keyId } = rows[0] as { team_id: string; id: string };
  const remove = () => owner.query("DELETE FROM quota_limits WHERE team_id = $1", [teamId]);
  return {
    hold: async (isLimited) => {
      await remove();
      for (const [scope, measure, period] of isLimited ? LIMITS : []) {
        await owner.query(
          `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now())`,
          [teamId, newId(), scope, scope === "key" ? keyId : teamId, measure, period, HIGH],
        );
      }
      await delay(KNOWN_MS);
    },
    stop: async () => {
      await remove();
      await owner.end();
    },
  };
}
