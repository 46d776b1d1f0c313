import { en } from "../../messages/en/index.ts";
import { zhCN } from "../../messages/zh-CN/index.ts";
import type { Locale } from "./locale.ts";

export type Messages = typeof en;

export const MESSAGES: Record<Locale, Messages> = { en, "zh-CN": zhCN };
