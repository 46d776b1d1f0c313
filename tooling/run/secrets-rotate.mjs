#!/usr/bin/env node
/** `pnpm secrets:rotate`: a new key for what is stored encrypted, whether Millrace runs or not. */
import { operate } from "./operate.mjs";

await operate("rotate-secrets");
