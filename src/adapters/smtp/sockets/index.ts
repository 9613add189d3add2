import { connect } from 'node:net';
import { printable } from '../../../dns/wire-text.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Smtp, SmtpAnswer } from '../../../ports/outside.ts';
import { addressGuard } from '../../net/address-guard.ts';
import type { AllowPrivate } from '../../net/private-targets.ts';
import { hasNoRoute, noRouteTo } from '../../reachable.ts';

export interface SocketSmtpOptions {
  /** Default 25. */
  readonly port?: number;
  /** Our name in EHLO; default `golive.invalid`. */
  readonly helloName?: string;
  readonly allowPrivateAddresses?: AllowPrivate;
  /** Wall milliseconds for the whole conversation; default 30,000 (greylisting servers let us wait on purpose). */
  readonly timeoutMs?: number;
  readonly clock: Pick<Clock, 'now'>;
}

const GIVEN_UP = { outcome: 'not-asked', reply: 'given up' } as const;
/** A server that talks on without end is cut off here. */
const REPLY_BYTES = 16 * 1024;

/** @throws GoLiveError `config-invalid`: an entry of `allowPrivateAddresses` cannot be read */
export function socketSmtp(options: SocketSmtpOptions): Smtp {
  const refusal = addressGuard(options.allowPrivateAddresses);
  return {
    async wouldAccept(request, signal) {
      // A line break here would be a command of its own (RFC 5321 §4.1.1.3).
      if (/[^\x21-\x7e]|[<>]/.test(request.recipient + request.host) || request.recipient.length > 254)
        throw new GoLiveError('usage', { subject: 'the recipient or host of a mail question' });
      const refused = refusal(request.address, request.host);
      const answer = refused
        ? { outcome: 'not-asked' as const, reply: refused }
        : await converse(request, options, signal);
      return { ...answer, atMs: options.clock.now() };
    },
  };
}

type Answered = Omit<SmtpAnswer, 'atMs'>;

/** EHLO, MAIL FROM:<>, RCPT TO, RSET, QUIT: each is sent when the reply to the one before has come. No mail is sent. */
function converse(
  request: Parameters<Smtp['wouldAccept']>[0],
  options: SocketSmtpOptions,
  signal: AbortSignal,
): Promise<Answered> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(GIVEN_UP);
    const socket = connect({ host: request.address, port: options.port ?? 25 });
    let banner: string | undefined;
    let text = '';
    let turn = 0;
    const timer = setTimeout(() => setImmediate(finish, { outcome: 'timeout' }), options.timeoutMs ?? 30_000);
    const stop = () => finish(GIVEN_UP);
    function finish(answer: Answered): void {
      settle(answer);
      socket.destroy();
    }
    function settle(answer: Answered): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(banner === undefined ? answer : { ...answer, banner });
    }
    const lines = [`EHLO ${options.helloName ?? 'golive.invalid'}`, 'MAIL FROM:<>', `RCPT TO:<${request.recipient}>`];
    const heard = (reply: string) => {
      const good = reply.startsWith('2');
      const shown = printable(reply.replace(/\r?\n/g, ' ').trim(), 300);
      if (turn === 0) banner = shown;
      if (turn === lines.length || !good) {
        // The rest is courtesy; its replies change nothing.
        socket.end('RSET\r\nQUIT\r\n');
        const outcome = turn === 0 && !good ? 'unreachable' : good ? 'accepted' : 'refused';
        return finishPolitely({ outcome, reply: shown });
      }
      socket.write(`${lines[turn++]}\r\n`);
    };
    const finishPolitely = (answer: Answered) => {
      socket.removeAllListeners('data');
      socket.resume();
      setTimeout(() => socket.destroy(), 1000).unref();
      settle(answer);
    };
    signal.addEventListener('abort', stop);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.length > REPLY_BYTES) return finish({ outcome: 'malformed' });
      // The last line of a reply has a blank after its code, the others a hyphen (RFC 5321 §4.2.1).
      const whole = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\r?\n/.exec(text)?.[0];
      if (whole !== undefined) {
        text = text.slice(whole.length);
        heard(whole);
      } else if (/^(?!\d{0,3}$|\d{3}[- \r])/.test(text)) finish({ outcome: 'malformed' });
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(
        hasNoRoute(error) ? { outcome: 'not-asked', reply: noRouteTo(request.address) } : { outcome: 'unreachable' },
      ),
    );
    socket.on('close', () => finish({ outcome: turn === 0 ? 'unreachable' : 'malformed' }));
  });
}
