const KEY_VARIABLE = "MILLRACE_KEY";

/** How a snippet names the key: in full where it is shown once, else from the environment. */
export function shellKey(secret: string | undefined): string {
  return secret ?? `$${KEY_VARIABLE}`;
}

export function pythonKeyImport(secret: string | undefined): string[] {
  return secret ? [] : ["import os"];
}

export function pythonKey(secret: string | undefined): string {
  return secret ? `"${secret}"` : `os.environ["${KEY_VARIABLE}"]`;
}

export function typescriptKey(secret: string | undefined): string {
  return secret ? `"${secret}"` : `process.env.${KEY_VARIABLE}`;
}
