/** A handle of digits must not pass for IANA's number, which would be another registrar's. */
export const unlikeNumber = (handle: string): string => (/^\d+$/.test(handle) ? `handle:${handle}` : handle);

/** As the registry writes it. */
export const asWritten = (id: string): string => id.replace(/^handle:(?=\d+$)/, '');
