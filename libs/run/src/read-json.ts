/** Reads a JSON file. What is in it is for others to check. */
import { readFileSync } from 'node:fs';
import { KantorError, type ErrorCode } from '@kantor/tensor';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function readText(path: string, code: ErrorCode): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KantorError(code, `${path} cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

/** @throws KantorError `code` if the file cannot be read, or is no JSON. */
export function readJson(path: string, code: ErrorCode): unknown {
  const text = readText(path, code);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KantorError(code, `${path} cannot be read as JSON: ${messageOf(cause)}`, { cause });
  }
}
