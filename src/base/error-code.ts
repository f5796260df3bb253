// The system's name for what went wrong, taken from whatever was thrown: `ENOENT`. Refuses to explain it to people.

export function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
