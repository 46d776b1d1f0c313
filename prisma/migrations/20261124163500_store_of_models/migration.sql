-- A version's files move into the store when it is registered again; all else about it stays as it was.
GRANT UPDATE ("folder") ON "model_versions" TO millrace_system;
