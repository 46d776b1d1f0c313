#!/usr/bin/env node
/** `pnpm audit:verify`: has anybody changed the audit log by hand? Whether Millrace runs or not. */
import { operate } from "./operate.mjs";

await operate("verify-audit");
