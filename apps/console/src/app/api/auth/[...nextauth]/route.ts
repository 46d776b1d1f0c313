import NextAuth from "next-auth";
import { authOptions } from "../../../../server/auth-options.ts";
import { refuseLargeBody } from "../../../../server/refuse-large-body.ts";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

async function handle(req: Request, context: RouteContext): Promise<Response> {
  const refusal = refuseLargeBody(req);
  if (refusal) return refusal;
  return NextAuth(authOptions())(req, context);
}

export { handle as GET, handle as POST };
