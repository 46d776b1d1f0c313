import { z } from "zod";
import type { FirstBytes } from "../rules/first-bytes.ts";

/** Of a request, and of its answer. */
export const BODY_BYTES_MAX = 64 * 1024;
export const BODY_DAYS_MAX = 90;
/** A batch is one transaction. */
export const BODIES_KEPT_AT_ONCE_MAX = 200;

/** What was asked and what was answered, as JSON in UTF-8. */
export type Body = { requestId: string; at: Date; request: FirstBytes; answer: FirstBytes };

/** A part of what was said: its first 64 KiB, and how long the whole was. */
export type BodyText = { text: string; bytes: number };

export type KeptBody = { requestId: string; at: Date; expiresAt: Date; request: BodyText; answer: BodyText };

const textSchema = z.object({ text: z.string(), bytes: z.int().nonnegative() });

/** What is sealed. */
export const sealedSchema = z.object({ request: textSchema, answer: textSchema });

export const PURPOSE = "request_body";
