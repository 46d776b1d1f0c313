import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

const NEXT_TIMEOUT_MS = 20_000;

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The first address of the console in it. */
  link: string;
};

/** A mail server that takes everything and lets a test read it. */
export type Mailbox = {
  smtpUrl: string;
  /** The oldest mail to this address that no one has read yet; waits for it, up to a bound. */
  next(to: string): Promise<Mail>;
  /** How many to this address have come and were not read. */
  unread(to: string): number;
  close(): Promise<void>;
};

export async function openMailbox(): Promise<Mailbox> {
  const unread: Mail[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData: async (stream, { envelope }, callback) => {
      const parsed = await PostalMime.parse(await buffer(stream));
      const { subject = "", text = "", html = "" } = parsed;
      const link = /https?:\/\/\S+/.exec(text)?.[0] ?? "";
      for (const { address } of envelope.rcptTo) unread.push({ to: address, subject, text, html, link });
      for (const look of waiting) look();
      callback();
    },
  });
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;

  function take(to: string): Mail | undefined {
    const at = unread.findIndex((mail) => mail.to === to);
    return at < 0 ? undefined : unread.splice(at, 1)[0];
  }

  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    next: async (to) => {
      const { promise, resolve, reject } = Promise.withResolvers<Mail>();
      const look = () => {
        const mail = take(to);
        if (mail) resolve(mail);
      };
      const timer = setTimeout(() => reject(new Error(`no mail to ${to}`)), NEXT_TIMEOUT_MS);
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(look);
      });
    },
    unread: (to) => unread.filter((mail) => mail.to === to).length,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
