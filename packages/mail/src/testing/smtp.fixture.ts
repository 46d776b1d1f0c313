import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export type Received = { from: string; to: string[]; raw: string; mail: Email };

export type TestSmtp = {
  url: string;
  port: number;
  received: Received[];
  close(): Promise<void>;
};

/** What a server answers instead of taking a mail. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

type Behaviour = Pick<SMTPServerOptions, "onMailFrom" | "onRcptTo" | "onAuth"> & {
  port?: number;
  /** Before a mail is taken; one that throws refuses it. */
  beforeData?: () => Promise<void>;
};

/** A real SMTP server on this machine. */
export async function startSmtp({ port = 0, beforeData, ...handlers }: Behaviour = {}): Promise<TestSmtp> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: handlers.onAuth === undefined,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    ...handlers,
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks).toString("utf8");
        const { mailFrom, rcptTo } = session.envelope;
        try {
          await beforeData?.();
          const from = mailFrom === false ? "" : mailFrom.address;
          received.push({
            from,
            to: rcptTo.map(({ address }) => address),
            raw,
            mail: await PostalMime.parse(raw),
          });
          callback();
        } catch (error) {
          callback(error as Error);
        }
      });
    },
  });
  // Clients that are killed are part of what is tested.
  server.on("error", () => {});
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const bound = (server.server.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    received,
    close: () => new Promise((done) => server.close(done)),
  };
}
