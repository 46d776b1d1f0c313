import { en } from "../../apps/console/messages/en/index.ts";
import { zhCN } from "../../apps/console/messages/zh-CN/index.ts";

export type Locale = "en" | "zh-CN";

const MESSAGES: Record<Locale, typeof en> = { en, "zh-CN": zhCN };

/** The paths of all messages, such as `signIn.submit`. */
export type MessagePath = PathOf<typeof en>;

type PathOf<T> = {
  [Key in keyof T & string]: T[Key] extends string ? Key : `${Key}.${PathOf<T[Key]>}`;
}[keyof T & string];

/** What the console says, in the reader's language. */
export type Say = (path: MessagePath, values?: Record<string, string | number>) => string;

export function wordsOf(locale: Locale): Say {
  return (path, values = {}) => {
    const message = path
      .split(".")
      .reduce<unknown>((node, key) => Reflect.get(Object(node), key), MESSAGES[locale]);
    if (typeof message !== "string") throw new Error(`no message ${path} in ${locale}`);
    return message.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  };
}
