import { answerUsageExport } from "../../../../../server/answer-usage-export.ts";

export const dynamic = "force-dynamic";

type RouteContext = { params: Promise<{ team: string }> };

export async function GET(req: Request, { params }: RouteContext): Promise<Response> {
  const { team } = await params;
  return answerUsageExport(req, team, "csv");
}
