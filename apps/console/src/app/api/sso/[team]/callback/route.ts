import { toFault } from "@millrace/kernel";
import { finishSso } from "@millrace/teams";
import { pathInTeam, ssoPage } from "../../../../../features/sso/sso-paths.ts";
import { type SsoRefusalName, ssoRefusalOf } from "../../../../../features/sso/sso-refusal.ts";
import { environment } from "../../../../../server/environment.ts";
import { openSession } from "../../../../../server/open-session.ts";
import { originOf } from "../../../../../server/origin.ts";
import { getSession } from "../../../../../server/session.ts";
import { ssoContext } from "../../../../../server/sso-context.ts";
import { takeFlow } from "../../../../../server/sso-flow.ts";

type RouteContext = { params: Promise<{ team: string }> };

/** Where a team's provider sends people back to. */
export async function GET(req: Request, { params }: RouteContext): Promise<Response> {
  const { team } = await params;
  const answer = await arrive(req);
  if ("refusal" in answer) return leadTo(ssoPage({ team, refusal: answer.refusal }));
  const { personId, path } = answer;
  const entrance = { personId, method: "sso", ssoTeamId: answer.teamId } as const;
  return leadTo(await openSession(entrance, path));
}

type Arrival = { personId: string; teamId: string; path: string } | { refusal: SsoRefusalName };

async function arrive(req: Request): Promise<Arrival> {
  const { config, log } = environment();
  const kept = await takeFlow();
  if (!kept) return { refusal: "invalid" };
  const { pathname, search } = new URL(req.url);
  try {
    const answer = await finishSso(ssoContext(), {
      flow: kept.flow,
      // The host is ours to say; what the browser asked for tells path and answer.
      callbackUrl: new URL(pathname + search, config.consoleUrl),
      origin: originOf(req.headers),
      session: await getSession(),
    });
    if (answer.admitted) {
      const { personId, team } = answer;
      return { personId, teamId: team.id, path: pathInTeam(kept.path, team.handle) };
    }
    const { reason, internal } = answer;
    log.info({ teamId: kept.flow.teamId, reason, internal }, "single sign-on let nobody in");
    return { refusal: reason };
  } catch (err) {
    const fault = toFault(err);
    log[fault.kind === "internal" ? "error" : "info"]({ error: fault }, "single sign-on did not end");
    return { refusal: ssoRefusalOf(fault.code) };
  }
}

function leadTo(path: string): Response {
  const location = new URL(path, environment().config.consoleUrl).href;
  return new Response(null, {
    status: 303,
    headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  });
}
