export { every } from "./every.ts";
export { runProcess, type Started } from "./run-process.ts";
