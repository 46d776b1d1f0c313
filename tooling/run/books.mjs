#!/usr/bin/env node
/** `pnpm books`: do usage, ledger, invoices, counters and credit say the same? Whether Millrace runs or not. */
import { operate } from "./operate.mjs";

await operate("check-books");
