import "server-only";
import { confirmSecondFactor } from "@millrace/people";
import { cookies } from "next/headers";
import type { User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { waitError } from "../../features/sign-in/sign-in-answer.ts";
import { authCookies } from "../auth-cookies.ts";
import { deviceToken, originHere } from "../browser.ts";
import { environment } from "../environment.ts";

/** The second step: the ticket of the first lies in a cookie, so that no page can read it. */
export const secondFactor = CredentialsProvider({
  id: "second-factor",
  credentials: { code: { type: "text" } },
  authorize,
});

async function authorize(credentials: Record<"code", string> | undefined): Promise<User | null> {
  const { database, clock, secrets, config } = environment();
  const { device, ticket } = authCookies(config.consoleUrl);
  const jar = await cookies();
  const held = jar.get(ticket.name)?.value;
  if (!credentials || !held) return null;
  const answer = await confirmSecondFactor(
    { database, clock, secrets },
    {
      ticket: held,
      code: credentials.code,
      origin: await originHere(),
      deviceToken: await deviceToken(),
    },
  );
  if (answer.kind === "refused") {
    if (answer.waitMs !== undefined) throw waitError(answer.waitMs);
    return null;
  }
  jar.delete({ name: ticket.name, path: "/", secure: ticket.options.secure });
  if (answer.deviceToken !== null) jar.set(device.name, answer.deviceToken, device.options);
  return { id: answer.claim.sessionId, claim: answer.claim };
}
