import type { SlotRule } from '../../../scheduler/calendar.ts';

/** What a person must be able to read in a refusal: why not, and what would lift it. */
export const SAID: Readonly<Record<SlotRule, readonly [why: RegExp, lift: RegExp]>> = {
  past: [/has begun/, /later/i],
  notice: [/at least 2 days ahead; the first date is 2026-12-1[12]/, /From 2026-12-1[12] on, or .* slots\.noticeDays/],
  far: [/2028-12-09/, /2028-12-09/],
  weekday: [/no go-lives on this day of the week/, /Monday|2026-12-14|weekdays/],
  holiday: [/Christmas Day/, /2026-12-2[68]|2027-01-04/],
  'customer-holiday': [/Epiphany.*DE-BY/, /2027-01-07/],
  closed: [/Closed .*2026-12-24.*Christmas Eve/, /From 2026-12-25 on, or .* slots\.closed/],
  freeze: [
    /Nothing goes live for shop \(2026-12-14 – 2026-12-31\): Christmas sales/,
    /From 2027-01-01 on, or .* slots\.freezes/,
  ],
  customer: [/The customer does not want it then \(2026-12-14 – 2026-12-18\)/, /From 2026-12-19 on/],
  taken: [/This half-day is taken/, /Choose another half-day, or wait/],
  ttl: [
    /weekblad\.nl \S+ leaves caches on Wed 16 Dec, 10:0\d CET/,
    /From Wed 16 Dec, 10:0\d CET on; the sooner the TTL is lowered/,
  ],
  ds: [
    /getekend\.nl DS leaves caches on Sun 13 Dec, 10:3\d CET.*DS 86400 s \+ DNSKEY 259200 s/,
    /the sooner the DS is taken out/,
  ],
  policy: [/Senders keep to the old mail policy \(posterij\.nl/, /the sooner the mail policy \(MTA-STS\) names/],
  certificate: [/The certificate of webwinkel-mooi\.nl is there/, /or once the certificate is there/],
  mailboxes: [/The mailboxes of posterij\.nl are copied/, /or once the copying is done/],
  code: [/The transfer code of verhuist\.be runs out on Tue 15 Dec/, /or a new code/],
};
