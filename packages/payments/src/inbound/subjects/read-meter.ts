import { z } from "zod";
import type { Apply, InboundContext } from "./reading.ts";
import { noteReadingError } from "./store.ts";

const dataSchema = z.object({
  developer_message_summary: z.string().default(""),
  reason: z.object({
    error_types: z.array(
      z.object({
        code: z.string(),
        sample_errors: z.array(
          z.object({
            error_message: z.string(),
            request: z.object({ identifier: z.string() }),
          }),
        ),
      }),
    ),
  }),
});

/** What a meter could not count is not billed there: it stands at the reading, which is told anew, and in the log. */
export async function readMeter({ stripe, alarm }: InboundContext, id: string): Promise<Apply> {
  const event = await stripe.v2.core.events.retrieve(id);
  const { reason } = dataSchema.parse("data" in event ? event.data : undefined);
  return async (tx) => {
    for (const { code, sample_errors: samples } of reason.error_types) {
      const identifiers = samples.map(({ request }) => request.identifier);
      const readings = await noteReadingError(tx, identifiers, code);
      alarm({ event: id, code, readings }, "the payment provider could not count usage that it was told of");
    }
  };
}
