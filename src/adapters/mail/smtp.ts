import { connect, isIP, type Socket } from 'node:net';
import type { TransportOptions } from 'nodemailer';
import { createTransport } from 'nodemailer';
import { printable } from '../../domain/printable.ts';
import type { Secret } from '../../domain/secret.ts';
import { SECOND } from '../../domain/time.ts';
import type { Courier, Handed, Mail } from '../../ports/courier.ts';

export interface SmtpCourierOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, as `tls` says. */
  readonly secure: boolean;
  /** `required`: without a certificate that a browser would take nothing is said. `none`: this machine, or a network that is trusted. */
  readonly tls: 'required' | 'none';
  readonly login?: { readonly user: string; readonly password: () => Promise<Secret> };
  readonly from: { readonly name: string; readonly address: string };
  /** PEM, beside the system's. */
  readonly caCertificates?: string;
  /** Wall milliseconds for one mail. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 25 * SECOND;
const CONNECT_MS = 5 * SECOND;
const GREETING_MS = 15 * SECOND;
const LONGEST_WHY = 250;

/** Everything that SMTP or a mail program could take for another command, header or address. */
const ADDRESS = /^[^\s@<>()[\],;:\\"\p{C}]{1,64}@[^\s@<>()[\],;:\\"\p{C}]{1,255}$/u;
const ID = /^[\w.~-]{1,200}$/;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]+/gu;

/** Mail by the agency's own server. One conversation for each, so that one that breaks off takes no other with it. */
export function smtpCourier(options: SmtpCourierOptions): Courier {
  return {
    async hand(parcel, signal) {
      if (parcel.kind !== 'mail') return { outcome: 'refused', why: 'this is no mail' };
      if (!ADDRESS.test(parcel.to.address)) return { outcome: 'refused', why: 'the receiver has no mail address' };
      if (!ID.test(parcel.id)) return { outcome: 'refused', why: 'its id could not stand in a header' };
      if (signal.aborted) return GIVEN_UP;
      let password: Secret | undefined;
      try {
        password = await options.login?.password();
      } catch (thrown) {
        return { outcome: 'later', why: lineOf(thrown), others: true };
      }
      return converse(
        parcel,
        options,
        password,
        AbortSignal.any([signal, AbortSignal.timeout(options.deadlineMs ?? DEADLINE_MS)]),
        signal,
      );
    },
  };
}

const GIVEN_UP: Handed = { outcome: 'later', why: 'given up before it was sent', others: false };

async function converse(
  mail: Mail,
  options: SmtpCourierOptions,
  password: Secret | undefined,
  inTime: AbortSignal,
  asked: AbortSignal,
): Promise<Handed> {
  let socket: Socket | undefined;
  const { host, port, secure, tls, login, caCertificates } = options;
  const transport = createTransport({
    host,
    port,
    secure,
    ...(tls === 'required' ? { requireTLS: true } : { ignoreTLS: true }),
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(caCertificates === undefined ? {} : { ca: caCertificates }),
    },
    ...(login === undefined || password === undefined ? {} : { auth: { user: login.user, pass: password.reveal() } }),
    greetingTimeout: GREETING_MS,
    socketTimeout: GREETING_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    // A socket of our own: it can be taken away from a server that talks on without end.
    getSocket: (_options: unknown, done: (error: Error | null, found?: { connection: Socket }) => void) => {
      socket = connect({ host, port, timeout: CONNECT_MS, autoSelectFamily: true });
      const failed = (error: Error) => done(error);
      socket.once('timeout', () => socket?.destroy(Object.assign(new Error('nobody answers'), { code: 'ETIMEDOUT' })));
      socket.once('error', failed);
      socket.once('connect', () => {
        socket?.setTimeout(0);
        socket?.off('error', failed);
        done(null, { connection: socket! });
      });
    },
  } as unknown as TransportOptions);
  let stop = (): void => undefined;
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
    inTime.addEventListener('abort', stop, { once: true });
    if (inTime.aborted) stop();
  });
  try {
    const sending = transport.sendMail(messageOf(mail, options));
    sending.catch(() => undefined);
    const outcome = await Promise.race([sending, stopped]);
    if (outcome !== 'stopped') return { outcome: 'taken' };
    if (asked.aborted) return { outcome: 'later', why: 'given up while it was being sent', others: false };
    return { outcome: 'later', why: `${host} did not take it in time`, others: true };
  } catch (thrown) {
    return judged(thrown, host);
  } finally {
    inTime.removeEventListener('abort', stop);
    transport.close();
    socket?.destroy();
  }
}

function messageOf({ id, to, subject, text, atMs, thread, notices, event }: Mail, { from }: SmtpCourierOptions) {
  const host = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    from: { name: oneLine(from.name), address: from.address },
    to: to.name === undefined ? to.address : { name: oneLine(to.name), address: to.address },
    envelope: { from: from.address, to: to.address },
    subject: oneLine(subject),
    text,
    date: new Date(atMs),
    messageId: `<${id}@${host}>`,
    ...(thread !== undefined && ID.test(thread) ? { references: [`<${thread}@${host}>`] } : {}),
    xMailer: false as const,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Golive-Event': event,
      'Golive-Notice': notices.filter((one) => ID.test(one)).join(' '),
    },
  };
}

/** On one line; and what a reader would decode (RFC 2047) into something else than what stands there is not decoded. */
const oneLine = (text: string): string => text.replace(UNPRINTABLE, ' ').replaceAll('=?', '= ?').trim();

/** A receiver that the server will never take is one thing; a server that cannot, or does not let us, another. */
function judged(thrown: unknown, host: string): Handed {
  const { code, responseCode, command } = thrown as { code?: string; responseCode?: number; command?: string };
  const why = lineOf(thrown);
  const isForEver = responseCode !== undefined && responseCode >= 500;
  const isAboutThis = code === 'EENVELOPE' || code === 'EMESSAGE' || code === 'ESTREAM';
  // What it says to our address, or to everybody, is mended by the agency; what it says to the receiver's, or to the mail, is about this one.
  const isOurs = command === 'MAIL FROM' || responseCode === 530 || (responseCode === 550 && command === 'MAIL FROM');
  if (isAboutThis && isForEver && !isOurs) return { outcome: 'refused', why };
  return { outcome: 'later', why: `${host}: ${why}`, others: !isAboutThis || isOurs };
}

function lineOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return [...printable(text.replace(/\s+/g, ' '))].slice(0, LONGEST_WHY).join('');
}
