import { invalid } from "./stripe-fault.ts";

export type Form = { [name: string]: FormValue };
export type FormValue = string | FormValue[] | Form;

const DEPTH_MAX = 12;

/** Reads `a[b][0][c]=d` as Stripe does: what is counted from 0 is an array, as is `a[]=b`. */
export function parseForm(text: string): Form {
  const root: Form = Object.create(null);
  for (const [key, value] of new URLSearchParams(text)) put(root, pathOf(key), value);
  for (const [name, value] of Object.entries(root)) root[name] = withArrays(value);
  return root;
}

function pathOf(key: string): string[] {
  const [name = "", ...rest] = key.split("[");
  const path = [name, ...rest.map((part) => part.replace(/\]$/, ""))];
  if (path.length > DEPTH_MAX) throw invalid(`Invalid parameter name: ${key}`);
  return path;
}

function put(root: Form, path: readonly string[], value: string): void {
  let form = root;
  for (const part of path.slice(0, -1)) {
    const next = form[part] ?? Object.create(null);
    if (typeof next !== "object" || Array.isArray(next)) throw invalid("Invalid object", path.join("."));
    form[part] = next;
    form = next;
  }
  const last = path.at(-1) ?? "";
  form[last === "" ? String(Object.keys(form).length) : last] = value;
}

function withArrays(value: FormValue): FormValue {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.every(([name], index) => name === String(index)))
    return entries.map(([, item]) => withArrays(item));
  for (const [name, item] of entries) value[name] = withArrays(item);
  return value;
}
