import { environment } from "../../../server/environment.ts";

export const dynamic = "force-dynamic";

/** 200 when the database answers, 503 when it does not. */
export async function GET(): Promise<Response> {
  try {
    await environment().database.ping();
    return Response.json({ status: "ok" });
  } catch (err) {
    environment().log.warn({ error: err }, "the database does not answer");
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}
