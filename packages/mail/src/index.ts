export type { Letter, MailContext } from "./letter.ts";
