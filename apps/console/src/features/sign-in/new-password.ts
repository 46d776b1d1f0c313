import { z } from "zod";

/** What can be said of a new password before the server looks at it. */
export const newPasswordSchema = z.object({ password: z.string().min(8).max(256) });
