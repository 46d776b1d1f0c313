import "server-only";
import { getInvoice, type InvoiceWithLines, invoiceCsv, invoicePdf } from "@millrace/billing";
import { faultStatus, newId, toFault } from "@millrace/kernel";
import { printedInvoice } from "../features/billing/printed-invoice.ts";
import { environment } from "./environment.ts";
import { getSession, memberOf } from "./session.ts";

type FileFormat = "pdf" | "csv";

const TYPES: Record<FileFormat, string> = { pdf: "application/pdf", csv: "text/csv; charset=utf-8" };

/** An invoice as a file, in the reader's language; to whoever may not read it, as to whoever is in another team, it is not there. */
export async function answerInvoice(
  { team, id }: { team: string; id: string },
  format: FileFormat,
): Promise<Response> {
  const { database, clock, config, log } = environment();
  if (!(await getSession())) return answer(401, { error: "Sign in first." });
  const member = await memberOf(team);
  if (!member) return answer(404, { error: "There is nothing here." });
  const requestId = newId();
  try {
    const found = await getInvoice({ database, clock, actor: member.actor }, { id });
    return new Response(await fileOf(found, format, config.invoiceIssuer ?? null), {
      headers: {
        "content-type": TYPES[format],
        "content-disposition": `attachment; filename="${found.invoice.number}.${format}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": requestId,
      },
    });
  } catch (error) {
    const fault = toFault(error);
    log.warn({ requestId, error: fault }, "an invoice could not be written as a file");
    const { code, message } = fault;
    return answer(faultStatus(fault.kind), { error: message, code, requestId });
  }
}

async function fileOf(
  found: InvoiceWithLines,
  format: FileFormat,
  issuer: string | null,
): Promise<string | Uint8Array<ArrayBuffer>> {
  if (format === "csv") return invoiceCsv(found);
  return new Uint8Array(await invoicePdf(await printedInvoice(found, issuer)));
}

function answer(status: number, body: Record<string, string>): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
