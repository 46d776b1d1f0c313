import "server-only";
import { Fault } from "@millrace/kernel";
import { notFound } from "next/navigation";

/** What a page shows, or the 404 page when it does not exist or is not ours to see. */
export async function found<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (err) {
    if (err instanceof Fault && err.kind === "not_found") notFound();
    throw err;
  }
}
