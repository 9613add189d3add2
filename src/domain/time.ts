/** A moment: milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A TTL in seconds as milliseconds, held to RFC 2181 §8's range and by us to 7 days: a hostile TTL parks nothing for years. */
export function ttlToMs(ttlSeconds: number): number {
  return clampTtlSeconds(ttlSeconds) * SECOND;
}

/** RFC 2181 §8: a TTL with its top bit set counts as 0. Above 7 days it counts as 7 days (our choice, as BIND's default ceiling). */
export function clampTtlSeconds(ttlSeconds: number): number {
  if (!Number.isFinite(ttlSeconds) || ttlSeconds < 0 || ttlSeconds > 0x7fffffff) return 0;
  return Math.min(Math.floor(ttlSeconds), 7 * 24 * 3600);
}
