import { z } from "zod";
import { name } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import { createCreditNote, voidCreditNote } from "./create-credit-note.ts";
import { creditNoteParams } from "./credit-params.ts";

const nothing = z.strictObject({});

export const creditNoteRoutes: Route[] = [
  route("POST", "/v1/credit_notes", creditNoteParams, createCreditNote),
  route("GET", "/v1/credit_notes/:id", nothing, (world, _, id) => world.creditNotes.need(id("id"))),
  route("POST", "/v1/credit_notes/:id/void", nothing, (world, _, id) => voidCreditNote(world, id("id"))),
  listRoute("/v1/credit_notes/:id/lines", {}, (world, _, id) => world.creditNotes.need(id("id")).lines.data),
  listRoute("/v1/credit_notes", { customer: name.optional(), invoice: name.optional() }, (world, wanted) =>
    world.creditNotes
      .newestFirst()
      .filter(({ customer }) => wanted.customer === undefined || customer === wanted.customer)
      .filter(({ invoice }) => wanted.invoice === undefined || invoice === wanted.invoice),
  ),
];
