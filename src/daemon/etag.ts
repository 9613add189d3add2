import { sha256 } from '../domain/json.ts';

/** A weak tag: equal texts have the same one. */
export function weakTag(text: string): string {
  return `W/"${sha256(text).slice(0, 32)}"`;
}

/** Whether who asks has it already. Weak comparison, as RFC 9110 §13.1.2 asks for. */
export function isKnown(header: string | undefined, etag: string): boolean {
  const weak = (tag: string) => tag.trim().replace(/^W\//, '');
  const tags = header?.split(',') ?? [];
  return tags.some((tag) => tag.trim() === '*' || weak(tag) === weak(etag));
}
