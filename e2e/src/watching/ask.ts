import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";

export type Answer = { status: number; headers: IncomingHttpHeaders; cookies: string[]; body: string };
export type Question = { method?: string; headers?: Record<string, string>; body?: string };

/** A request as an attacker would write it: any header, Host and Origin included, and no redirect followed. */
export async function ask(
  address: string,
  { method = "GET", headers = {}, body }: Question = {},
): Promise<Answer> {
  const sent = request(address, { method, headers, setHost: headers.host === undefined });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    cookies: answer.headers["set-cookie"] ?? [],
    body: Buffer.concat(chunks).toString(),
  };
}

/** Signs in as a browser does, without one; returns the `Cookie` header of the session. */
export async function signInByHttp(
  consoleUrl: string,
  { email, password }: { email: string; password: string },
) {
  const { body, cookies } = await ask(`${consoleUrl}/api/auth/csrf`);
  const { csrfToken } = JSON.parse(body) as { csrfToken: string };
  const answer = await ask(`${consoleUrl}/api/auth/callback/credentials`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      cookie: cookieHeader(cookies),
      origin: consoleUrl,
    },
    body: new URLSearchParams({
      csrfToken,
      email,
      password,
      json: "true",
      callbackUrl: consoleUrl,
    }).toString(),
  });
  return { cookie: cookieHeader([...cookies, ...answer.cookies]), setCookies: answer.cookies };
}

function cookieHeader(setCookies: string[]): string {
  return setCookies.map((cookie) => cookie.split(";")[0]).join("; ");
}
