import { Fault } from "@millrace/kernel";
import type { Letter } from "../letter.ts";
import { isMailAddress } from "./mail-address.ts";
import { oneLine, plainName } from "./plain-name.ts";
import { renderHtml } from "./render-html.ts";
import { en } from "./words/en.ts";
import type { Wording } from "./words/words.ts";
import { zhCn } from "./words/zh-cn.ts";

const WORDS = { en, "zh-CN": zhCn };

export type Content = Pick<Letter, "template" | "values" | "locale">;

export type RenderedMail = {
  subject: string;
  text: string;
  html: string;
  /** Where it leads; what an operator passes on where no mail is sent. */
  link: string;
};

/** Puts a letter into words, in its language, as plain text and as HTML. Its link leads to `consoleUrl` and nowhere else. */
export function renderMail(content: Content, consoleUrl: string): RenderedMail {
  const { locale, values } = content;
  const link = linkTo(consoleUrl, values.path);
  const wording = putIntoWords(content);
  const signature = WORDS[locale].signature(new URL(consoleUrl).host);
  const { subject, paragraphs, action, unexpected } = wording;
  const text = [...paragraphs, `${action}:\n${link}`, unexpected, `-- \n${signature}`].join("\n\n");
  return {
    subject: oneLine(subject),
    text: `${text}\n`,
    html: renderHtml({ ...wording, link, signature, locale }),
    link,
  };
}

function putIntoWords({ template, values, locale }: Content): Wording {
  const letter = { template, values } as Letter;
  const words = WORDS[locale];
  const at = (text: string) => writtenOut(text, locale);
  switch (letter.template) {
    case "invitation": {
      const { team, inviter, role } = letter.values;
      return words.invitation({ team: plainName(team), inviter: sender(inviter), role: plainName(role) });
    }
    case "sign_in":
      return words.sign_in({});
    case "reset_password":
      return words.reset_password({});
    case "verify_email":
      return words.verify_email({});
    case "new_device": {
      const { address, device } = letter.values;
      return words.new_device({
        at: at(letter.values.at),
        address: oneLine(address),
        device: plainName(device),
      });
    }
    case "password_changed":
      return words.password_changed({ at: at(letter.values.at) });
    case "limit_reached": {
      const { team, subject, value, used, frees, ...rest } = letter.values;
      return words.limit_reached({
        ...rest,
        ...{ team: plainName(team), subject: plainName(subject) },
        ...{ value: oneLine(value), used: oneLine(used), frees: frees === "" ? "" : at(frees) },
      });
    }
    case "payment_declined": {
      const { team, amount, reason, until } = letter.values;
      return words.payment_declined({
        ...{ team: plainName(team), amount: oneLine(amount), reason: oneLine(reason), until: at(until) },
      });
    }
    case "top_up_failed": {
      const { team, reason } = letter.values;
      return words.top_up_failed({ team: plainName(team), reason: oneLine(reason) });
    }
    case "second_factor_changed":
      return words.second_factor_changed({ at: at(letter.values.at), isOn: letter.values.isOn });
  }
}

/** An address says who it is; a name is whatever somebody chose. */
function sender(inviter: string): string {
  return isMailAddress(inviter) ? oneLine(inviter) : plainName(inviter);
}

/** A moment as people write it; we do not know the reader's zone. */
function writtenOut(at: string, locale: Letter["locale"]): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return oneLine(at);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${format.format(date)} UTC`;
}

/** What follows the host: begins with a slash, so that it cannot change the host, and has nothing that ends a line. */
const PATH = /^\/[\x21-\x7e]*$/;

function linkTo(consoleUrl: string, path: string): string {
  if (PATH.test(path)) return `${consoleUrl}${path}`;
  throw new Fault({ kind: "internal", code: "mail.path", message: "A mail has no usable link." });
}
