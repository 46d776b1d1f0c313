import { answerInvoice } from "../../../../../../../server/answer-invoice.ts";

export const dynamic = "force-dynamic";

type RouteContext = { params: Promise<{ team: string; id: string }> };

export async function GET(_req: Request, { params }: RouteContext): Promise<Response> {
  return answerInvoice(await params, "pdf");
}
