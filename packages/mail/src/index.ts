export type { Letter, MailContext } from "./letter.ts";
export { postMail } from "./post-mail.ts";
