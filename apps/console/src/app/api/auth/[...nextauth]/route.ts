import NextAuth from "next-auth";
import { authOptions } from "../../../../server/auth-options.ts";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

async function handle(req: Request, context: RouteContext): Promise<Response> {
  return NextAuth(authOptions())(req, context);
}

export { handle as GET, handle as POST };
