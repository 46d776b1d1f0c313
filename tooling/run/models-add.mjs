#!/usr/bin/env node
/** `pnpm models:add <folder>`: a model of the operator's own into the catalogue, whether Millrace runs or not. */
import { operate } from "./operate.mjs";

await operate("add-model");
