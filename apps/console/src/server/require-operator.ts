import "server-only";
import type { Session } from "@millrace/people";
import { notFound } from "next/navigation";
import { requireSession } from "./session.ts";

/** The session of somebody who runs the installation; to everybody else these pages do not exist. */
export async function requireOperator(): Promise<Session> {
  const session = await requireSession();
  if (!session.isOperator) notFound();
  return session;
}
