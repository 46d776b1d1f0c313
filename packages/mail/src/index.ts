export { createDelivery, type Delivery } from "./delivery/create-delivery.ts";
export { smtpMailer } from "./delivery/smtp-mailer.ts";
export type { Letter, MailContext } from "./letter.ts";
export { listOutbox, type OutboxMail } from "./outbox/list-outbox.ts";
export { postMail } from "./post-mail.ts";
export { sweepMails } from "./sweep-mails.ts";
