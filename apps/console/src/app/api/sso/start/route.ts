import { faultStatus, toFault } from "@millrace/kernel";
import { beginSso } from "@millrace/teams";
import { z } from "zod";
import { callbackOf } from "../../../../features/sso/sso-paths.ts";
import { ssoRefusalOf } from "../../../../features/sso/sso-refusal.ts";
import { environment } from "../../../../server/environment.ts";
import { isForged } from "../../../../server/is-forged.ts";
import { originOf } from "../../../../server/origin.ts";
import { readSmallJson } from "../../../../server/read-small-json.ts";
import { ssoContext } from "../../../../server/sso-context.ts";
import { keepFlow } from "../../../../server/sso-flow.ts";

/** A page under a longer one is forgotten: it would not fit into the cookie. */
const PATH_LENGTH_MAX = 500;
const pathSchema = z.string().transform((path) => (path.length > PATH_LENGTH_MAX ? "/" : path));
const bodySchema = z.strictObject({ team: z.string(), path: pathSchema });

/** Somebody sets out for their team's provider: an act of our own pages, which no other site can make a browser do. */
export async function POST(req: Request): Promise<Response> {
  if (isForged(req)) return answer(403, { refusal: "invalid" });
  const parsed = bodySchema.safeParse(await readSmallJson(req));
  if (!parsed.success) return answer(400, { refusal: "invalid" });
  const { team: handle, path } = parsed.data;
  const { config, log } = environment();
  try {
    const redirectUri = callbackOf(config.consoleUrl, handle);
    const { url, flow } = await beginSso(ssoContext(), {
      handle,
      redirectUri,
      origin: originOf(req.headers),
    });
    await keepFlow({ flow, path });
    return answer(200, { url });
  } catch (err) {
    const fault = toFault(err);
    log[fault.kind === "internal" ? "error" : "info"]({ error: fault }, "single sign-on did not begin");
    return answer(faultStatus(fault.kind), { refusal: ssoRefusalOf(fault.code) });
  }
}

function answer(status: number, body: { url: string } | { refusal: string }): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
